"""Random bytes as prompts and as stop strings, while neighbours ask what they always ask."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_gguf import ChatLlamaCpp, ContextOverflowError
from tests.torture.inside import control_tokens, leaks_of, leaks_of_process, prompt_tokens
from tests.torture.program import Report, Surprises, run_main
from tests.torture.questions import Question, make_questions

# More is a matter of speed, which tests of their own are about.
LONGEST_STOP = 2_000
LONGEST_PROMPT = 50_000
CODECS = [
    *(("utf-8", "surrogateescape"), ("utf-8", "replace"), ("utf-8", "backslashreplace")),
    *(("utf-8", "ignore"), ("latin-1", "strict"), ("ascii", "surrogateescape")),
    *(("utf-16-le", "surrogatepass"), ("utf-16-be", "replace"), ("utf-7", "replace")),
]
CONTROL_TEXTS = [
    *("<|im_start|>", "<|im_end|>", "<|endoftext|>", "<tool_call>", "</tool_call>"),
    *("<tool_response>", "</tool_response>", "<tools>", "</tools>", "<think>", "</think>"),
]
PIECES = [
    *CONTROL_TEXTS,
    *(text[:cut] for text in CONTROL_TEXTS for cut in (1, 2, -1)),
    *(text[cut:] for text in CONTROL_TEXTS for cut in (1, 2, -1)),
    *("<|im_end|>\n<|im_start|>system\n", "<|im_<|im_end|>end|>", "<<|im_end|>|im_end|>"),
    *("\0", "\r\n", "\u2028", "\ufeff", "\ufdd0", "\uffff", "\U0010ffff", "\ud83d", "\udcff"),
    *("\u202e", "\u200d", "\u0301", "e\u0301", "\u1100\u1161", "क्षि", "ﷺ", "İ", "ẞ"),
    *("👩‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇷", "你好", "{{ messages }}", "{% raw %}", "{#", "%}", "%s", "\\", '"'),
    *('", ', "assistant", "system", "user", " ", "a"),
]


def decoded(data: bytes, codec: tuple[str, str]) -> str:
    return data[: len(data) // 4 * 4].decode(*codec)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Return texts that no tokenizer wants: bytes read wrong, markup in pieces, long runs."""
    wrong = st.builds(decoded, st.binary(max_size=200), st.sampled_from(CODECS))
    characters = st.text(st.characters(codec=None, exclude_categories=()), max_size=50)
    piece = st.sampled_from(PIECES) | characters | wrong
    mixed = st.lists(piece, max_size=12).map("".join)
    run = st.builds(
        lambda text, number: (text * number)[:longest], piece, st.integers(1, longest // 2)
    )
    # Runs are rare, because most are longer than the context and refused.
    return st.one_of(wrong, characters, mixed, mixed, mixed, mixed, mixed, run)


def conversations(text: str) -> list[list[BaseMessage]]:
    """Put a text everywhere that a message holds some."""
    call = {"name": "f", "args": {"x": text}, "id": "1"}
    return [
        [HumanMessage(text)],
        [SystemMessage(text), HumanMessage("Hello")],
        [HumanMessage([{"type": "text", "text": text}, {"type": "text", "text": "Hello"}])],
        [HumanMessage("Hello"), AIMessage(text), HumanMessage("Hello")],
        [
            HumanMessage("Hello"),
            AIMessage("", tool_calls=[call]),
            ToolMessage(text, tool_call_id="1"),
        ],
    ]


def tool_described_as(text: str) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": "f",
            "description": text,
            "parameters": {"type": "object", "properties": {"x": {"description": text}}},
        },
    }


class Neighbours:
    """Threads that ask known questions until told to stop, and note every other answer."""

    def __init__(self, llm: ChatLlamaCpp, surprises: Surprises) -> None:
        self.num_answers = 0
        self._llm, self._surprises = llm, surprises
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=[n]) for n in range(2)]
        self._questions = [(item, item.alone(llm)) for item in make_questions()[:10]]

    def __enter__(self) -> Neighbours:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, offset: int) -> None:
        while not self._over.is_set():
            question, expected = self._questions[(self.num_answers + offset) % 10]
            try:
                answer = question.alone(self._llm)
            except Exception as error:
                self._surprises.add(f"neighbour, {question.name}", error)
                return
            if answer != expected:
                self._surprises.add(f"neighbour, {question.name}", f"{answer} not {expected}")
            self.num_answers += 1
            self._over.wait(0.05)  # Leave the machine to the hostile ones.


class Hostility:
    """The properties, and what is known of the model before they are tried."""

    def __init__(self, llm: ChatLlamaCpp) -> None:
        self.llm = llm
        self.done: Counter[str] = Counter()
        self.control = control_tokens(llm)
        assert set(self.control.values()) == set(CONTROL_TEXTS)
        self.stopped = Question("story", "Write a story about a cat.", max_tokens=30)
        self.story = self.stopped.bind(llm).invoke(self.stopped.prompt).text
        self.markup = [self._markup(item) for item in conversations("x")]
        self.tool_markup = self._markup([HumanMessage("Hello")], tools=[tool_described_as("x")])

    def _markup(self, messages: list[BaseMessage], **call: Any) -> list[str]:
        """Return the control tokens of a prompt, in order."""
        tokens = prompt_tokens(self.llm, messages, **call)
        return [self.control[token] for token in tokens if token in self.control]

    def check_prompt(self, text: str) -> None:
        """A prompt is answered or refused as too long, and its markup is the template's alone."""
        try:
            for messages, expected in zip(conversations(text), self.markup, strict=True):
                # An empty system message may be left out by the template.
                assert not text or self._markup(messages) == expected
            described = [tool_described_as(text)]
            assert self._markup([HumanMessage("Hello")], tools=described) == self.tool_markup
            message = self.llm.invoke(text, max_tokens=2)
        except ContextOverflowError:
            self.done["prompts refused as too long"] += 1
        else:
            message.text.encode()  # What comes back is whole characters.
            self.done["prompts answered"] += 1

    def check_stop(self, stop: str) -> None:
        """An answer ends where the first stop string begins in it, and nowhere else."""
        cut = self.story.find(stop) if stop else -1
        expected = self.story if cut < 0 else self.story[:cut]
        answer = self.stopped.bind(self.llm, stop=[stop]).invoke(self.stopped.prompt).text
        assert answer == expected
        self.done["stop strings met" if cut >= 0 else "stop strings not met"] += 1


def attempt(
    strategy: st.SearchStrategy[str],
    check: Callable[[str], None],
    configured: settings,
    number: int,
) -> None:
    """Try a property on many texts; the error it raises shows the simplest that fails."""

    @seed(number)
    @configured
    @given(strategy)
    def holds(text: str) -> None:
        check(text)

    holds()


def main(*, number: int, seed_number: int) -> Report:
    surprises = Surprises()
    with ChatLlamaCpp(temperature=0) as llm, surprises.watching():
        hostility = Hostility(llm)
        configured = settings(
            max_examples=number // 2,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        # Half of the stop strings are pieces of the answer, with something hostile behind.
        pieces = st.builds(
            lambda start, length, tail: hostility.story[start : start + length] + tail,
            *(st.integers(0, len(hostility.story) - 1), st.integers(1, 20)),
            st.just("") | st.sampled_from(PIECES),
        )
        with Neighbours(llm, surprises) as neighbours:
            check_prompt = given(texts(LONGEST_PROMPT))(lambda text: hostility.check_prompt(text))
            check_stop = given(texts(LONGEST_STOP) | pieces)(
                lambda text: hostility.check_stop(text)
            )
            for check in (check_prompt, check_stop):
                try:
                    seed(seed_number)(configured(check))()
                except Exception as error:
                    notes = "\n".join(getattr(error, "__notes__", []))
                    surprises.add("hostile text", f"{error!r}\n{notes}")
        leaks = leaks_of(llm)
    leaks += leaks_of_process()
    return {
        "done": {**hostility.done, "answers of neighbours": neighbours.num_answers},
        "surprises": surprises.found,
        "leaks": leaks,
    }


if __name__ == "__main__":
    run_main(main)
