"""At most so many tokens of reasoning, then its closing tag and the answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk

from langchain_gguf import ChatLlamaCpp, InvalidRequestError
from langchain_gguf.engine import FinishReason, ReasoningBudget, TokenEvent
from langchain_gguf.engine.engine import Engine
from langchain_gguf.engine.reasoning import ReasoningWatch
from langchain_gguf.reasoning_budget import reasoning_budget
from langchain_gguf.reply import Reply
from langchain_gguf.tool_formats import TOOL_FORMATS, ReasoningState, ReplyFormat, Tags
from tests.fakes import Inbox, make_request
from tests.reasoning_model import ANSWER, REASONING, marked_reasoning_model, reasoning_model
from tests.sentencepiece_model import write_sentencepiece_model
from tests.thinking_runner import ThinkingRunner

THINK = Tags("<think>", "</think>")
END = THINK.end


def layout(*, is_inside: bool) -> ReplyFormat:
    state = ReasoningState.INSIDE if is_inside else ReasoningState.BEFORE
    return ReplyFormat(reasoning=THINK, state=state)


def bytewise(text: str) -> list[int]:
    return list(text.encode())


def generate(
    pieces: Sequence[bytes],
    reply_format: ReplyFormat,
    budget: int | None,
    *,
    answer: str = "So.",
    tags: Tags = THINK,
    **settings: Any,
) -> tuple[AIMessage, list[TokenEvent], ThinkingRunner]:
    runner, inbox = ThinkingRunner(pieces, tags.end, answer), Inbox()
    engine = Engine(runner)
    reasoning = reasoning_budget(budget, reply_format, bytewise)
    request = make_request(reasoning=reasoning, **settings)
    engine.add(engine.new_generation(request, inbox.events.append))
    while engine.has_work:
        engine.step()
    assert inbox.ended
    events = [event for event in inbox.events if isinstance(event, TokenEvent)]
    return Reply(reply_format, "tiny").message(events), events, runner


def num_reasoning(message: AIMessage) -> int:
    assert message.usage_metadata is not None
    return message.usage_metadata["output_token_details"]["reasoning"]


def thoughts(message: AIMessage) -> str:
    return str(message.additional_kwargs.get("reasoning_content", ""))


@st.composite
def cuts(draw: st.DrawFn, text: str) -> list[bytes]:
    """The bytes of a text, cut anywhere."""
    data = text.encode()
    places = sorted(draw(st.sets(st.integers(1, max(1, len(data) - 1)), max_size=len(data))))
    edges = [0, *places, len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges) if a < b]


@st.composite
def replies(draw: st.DrawFn) -> tuple[str, list[bytes], bool]:
    """Reasoning, a reply that begins with it in tokens, and whether the prompt opens it."""
    texts = st.lists(st.sampled_from([*"ab. <\n/é語🙂", "</thin"]), max_size=12).map("".join)
    reasoning, is_inside = draw(texts), draw(st.booleans())
    opening = "" if is_inside else THINK.begin
    # A model writes a tag by itself, not into the text before it.
    pieces = [*draw(cuts(opening)), *draw(cuts(f"{reasoning}{END}So."))]
    return reasoning, pieces, is_inside


def joins_characters(piece: bytes) -> bool:
    """Whether a token ends one character and begins another that it does not end."""
    rest = piece.lstrip(bytes(range(0x80, 0xC0)))
    return rest != piece and rest.decode("utf-8", "ignore").encode() != rest


def num_lacking(piece: bytes) -> int:
    """How many bytes lack of the character that a token begins and does not end."""
    for place, byte in enumerate(reversed(piece), 1):
        if byte & 0xC0 != 0x80:
            size = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return max(0, size - place)
    return 0


@settings(max_examples=300)
@given(reply=replies(), budget=st.integers(0, 40), logprobs=st.booleans(), stop=st.booleans())
@example(reply=("ab", [b"ab", b"</", b"think>", b"So."], True), budget=2, logprobs=False, stop=True)
@example(
    reply=("aaa語", [b"aaa\xe8", b"\xaa\x9e</think>So."], True),
    budget=2,
    logprobs=False,
    stop=False,
)
def test_any_budget_holds_however_a_reply_is_cut(
    reply: tuple[str, list[bytes], bool], budget: int, logprobs: bool, stop: bool
) -> None:
    reasoning, pieces, is_inside = reply
    settings: dict[str, Any] = {"logprobs": 0 if logprobs else None}
    settings["stop"] = ("b</think>!",) if stop else ()
    form = layout(is_inside=is_inside)
    message, events, runner = generate(pieces, form, budget, **settings)
    free, _, _ = generate(pieces, form, None, **settings)
    assert message.content == free.content == "So."
    assert num_reasoning(message) <= budget or any(map(joins_characters, pieces))
    assert reasoning.strip().startswith(thoughts(message))
    assert events[-1].finish_reason is FinishReason.STOP
    if not runner.num_forced:
        assert message.content == free.content and thoughts(message) == thoughts(free)
    # A character that a token begins needs room for each byte that the token lacks.
    if budget >= len(pieces) + max(map(num_lacking, pieces)):
        assert not runner.num_forced
    if logprobs:
        assert message.usage_metadata is not None
        measured = message.response_metadata["logprobs"]["content"]
        assert len(measured) == message.usage_metadata["output_tokens"]


@pytest.mark.parametrize("is_inside", [True, False])
@pytest.mark.parametrize("budget", range(8))
def test_reasoning_has_as_many_tokens_as_it_may(budget: int, is_inside: bool) -> None:
    opening = [] if is_inside else [b"<th", b"ink>"]
    words = [b"one ", b"two ", b"three ", b"four "]
    pieces = [*opening, *words, END.encode(), b"So."]
    message, _, runner = generate(pieces, layout(is_inside=is_inside), budget)
    expected = b"".join(words[:budget]).decode().strip()
    assert (thoughts(message), message.content) == (expected, "So.")
    assert num_reasoning(message) == min(budget, 4)
    assert bool(runner.num_forced) is (budget <= 4)


def test_a_closing_tag_that_the_model_has_begun_is_completed() -> None:
    pieces = [b"ab", b"</", b"th", b"ink>", b"So."]
    message, _, runner = generate(pieces, layout(is_inside=True), 3)
    assert (thoughts(message), message.content) == ("ab", "So.")
    assert runner.num_forced == len("ink>")


def test_what_only_looks_like_the_closing_tag_goes_on_counting() -> None:
    pieces = [b"a", b"</th", b"ere", b"b", END.encode(), b"So."]
    message, _, _ = generate(pieces, layout(is_inside=True), 3)
    assert (thoughts(message), num_reasoning(message)) == ("a</there", 3)


@pytest.mark.parametrize(
    ("budget", "expected"), [(1, "a"), (2, "a"), (3, "a"), (4, "a語"), (5, "a語b")]
)
def test_no_character_is_cut(budget: int, expected: str) -> None:
    pieces = [b"a", b"\xe8", b"\xaa", b"\x9e", b"b", END.encode(), b"So."]
    message, _, runner = generate(pieces, layout(is_inside=True), budget)
    assert thoughts(message) == expected
    assert num_reasoning(message) <= budget
    assert runner.num_taken_back == (budget in (2, 3))


def test_a_token_between_two_characters_may_end_the_first_and_the_next_ends_the_second() -> None:
    pieces = [b"\xc3", b"\xa9\xc3", b"\xa9", b"b", END.encode(), b"So."]
    message, _, _ = generate(pieces, layout(is_inside=True), 2)
    assert (thoughts(message), num_reasoning(message)) == ("éé", 3)


def test_a_reply_without_reasoning_is_left_alone() -> None:
    message, _, runner = generate([b"I <think> so."], layout(is_inside=False), 0)
    assert (message.content, num_reasoning(message)) == ("I <think> so.", 0)
    assert runner.num_forced == 0


def test_a_closing_tag_for_which_there_is_no_room_is_not_begun() -> None:
    pieces = [b"one ", b"two ", b"three "]
    message, events, _ = generate(pieces, layout(is_inside=True), 2, max_tokens=9)
    assert (thoughts(message), message.content) == ("one two", "")
    assert events[-1].finish_reason is FinishReason.LENGTH
    whole, events, _ = generate(pieces, layout(is_inside=True), 2, max_tokens=2 + len(END))
    assert (thoughts(whole), num_reasoning(whole)) == ("one two", 2)
    assert events[-1].finish_reason is FinishReason.LENGTH


HARMONY = ReplyFormat(TOOL_FORMATS["gpt-oss"])
ANALYSIS, FINAL = "<|channel|>analysis<|message|>", "<|channel|>final<|message|>"
NEXT = "<|end|><|start|>assistant"


@pytest.mark.parametrize(
    ("budget", "expected"), [(0, ""), (1, "a"), (2, "ab"), (3, "abc"), (4, "abcd"), (9, "abcd")]
)
def test_all_messages_of_reasoning_share_the_budget(budget: int, expected: str) -> None:
    comment = f"<|channel|>commentary<|message|>x{NEXT}"
    words = [ANALYSIS, "a", "b", NEXT, comment, ANALYSIS, "c", "d", NEXT, FINAL, "So."]
    pieces = [word.encode() for word in words]
    tags = TOOL_FORMATS["gpt-oss"].reasoning  # type: ignore[attr-defined]
    message, _, runner = generate(pieces, HARMONY, budget, tags=tags, answer=f"{FINAL}So.")
    assert thoughts(message) == expected
    assert num_reasoning(message) == min(budget, 4)
    assert str(message.content).endswith("So.")
    assert bool(runner.num_forced) is (budget <= 4)


def test_a_special_token_is_not_spelled_out() -> None:
    ids = {END: 300, "<|x|>": 301}

    def tokenize(text: str) -> list[int]:
        return [ids[text]] if text in ids else list(text.encode())

    budget = reasoning_budget(1, layout(is_inside=True), tokenize, [END])
    assert budget is not None
    assert budget.closings == ((300,),) * len(END)
    mixed = ReplyFormat(reasoning=Tags("<a>", "<|x|>b"), state=ReasoningState.INSIDE)
    cut = reasoning_budget(1, mixed, lambda text: [len(text)], ["<|x|>"])
    assert cut is not None
    assert cut.closings == ((6,), (6,), (6,), (6,), (6,), (1,))


def test_the_opening_tag_is_looked_for_behind_white_space_alone() -> None:
    budget = ReasoningBudget(1, "<a>", "</a>", ((0,),) * 4)
    for text, is_over in ((b" \n<a>", False), (b"x<a>", True), (b"<b", True), (b"<", False)):
        watch = ReasoningWatch(budget)
        watch.feed(text)
        assert watch.is_over is is_over, text
        assert watch.closing() == ()


# With llama.cpp ---------------------------------------------------------------------------------

TEXT = "".join(ANSWER)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatLlamaCpp]:
    with reasoning_model(tmp_path_factory.mktemp("reasoning")) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatLlamaCpp]:
    with marked_reasoning_model(tmp_path_factory.mktemp("marked")) as loaded:
        yield loaded


def streamed(model: ChatLlamaCpp, **settings: Any) -> AIMessage:
    first, *others = model.stream("Hi", **settings)
    added = sum(others, first)
    assert isinstance(added, AIMessageChunk)
    return added


def invoked(model: ChatLlamaCpp, **settings: Any) -> AIMessage:
    return model.invoke("Hi", **settings)


@pytest.mark.parametrize("ask", [invoked, streamed])
@pytest.mark.parametrize("budget", [None, *range(12)])
@pytest.mark.parametrize("logprobs", [None, True])
@pytest.mark.parametrize("fixture", ["model", "marked"])
def test_the_answer_goes_on_after_the_budget(
    ask: Callable[..., AIMessage],
    budget: int | None,
    logprobs: bool | None,
    fixture: str,
    request: pytest.FixtureRequest,
) -> None:
    reply = ask(request.getfixturevalue(fixture), reasoning_budget=budget, logprobs=logprobs)
    assert (thoughts(reply), reply.content) == ("".join(REASONING[:budget]), TEXT)
    assert num_reasoning(reply) == (3 if budget is None else min(budget, 3))
    assert reply.response_metadata["finish_reason"] == "stop"
    if logprobs:
        assert reply.usage_metadata is not None
        measured = reply.response_metadata["logprobs"]["content"]
        assert len(measured) == reply.usage_metadata["output_tokens"]


async def test_a_budget_holds_asynchronously(model: ChatLlamaCpp) -> None:
    reply = await model.ainvoke("Hi", reasoning_budget=2)
    assert (thoughts(reply), reply.content, num_reasoning(reply)) == ("Sum", TEXT, 2)
    chunks = [chunk async for chunk in model.astream("Hi", reasoning_budget=1)]
    assert "".join(str(chunk.content) for chunk in chunks) == TEXT


SCHEMA = {"type": "object", "properties": {"a": {"const": 7}}, "required": ["a"],
          "additionalProperties": False}  # fmt: skip


@pytest.mark.parametrize("budget", range(5))
@pytest.mark.parametrize("fixture", ["model", "marked"])
def test_a_budget_holds_beside_a_grammar(
    budget: int, fixture: str, request: pytest.FixtureRequest
) -> None:
    asked = request.getfixturevalue(fixture)
    arguments = {"type": "object", "properties": {}, "additionalProperties": False}
    tool = {"type": "function", "function": {"name": "now", "parameters": arguments}}
    held = {
        "forced": {"tools": [tool], "tool_choice": "now"},
        "chosen": {"tools": [tool]},
        "regex": {"constraint": {"regex": "[0-9]{3}"}},
        "lark": {"constraint": {"lark": 'start: "125"'}},
        "schema": {"response_format": {"type": "json_object", "schema": SCHEMA}},
    }
    replies = {
        name: asked.invoke("Hi", reasoning_budget=budget, **settings)
        for name, settings in held.items()
    }
    for name, reply in replies.items():
        assert thoughts(reply) == "".join(REASONING[:budget]), name
        assert num_reasoning(reply) == min(budget, 3), name
    assert [call["name"] for call in replies["forced"].tool_calls] == ["now"]
    assert [replies[name].content for name in ("chosen", "regex", "lark")] == [TEXT] * 3
    assert replies["schema"].text.replace(" ", "") == '{"a":7}'


@pytest.mark.parametrize("settings", [{}, {"constraint": {"regex": "[0-9]{3}"}}])
@pytest.mark.parametrize("logprobs", [None, True])
def test_no_character_is_cut_beside_a_grammar(
    settings: dict[str, Any], logprobs: bool | None, tmp_path: Path
) -> None:
    with reasoning_model(tmp_path, ["S", b"\xe8", b"\xaa", b"\x9e", "um"]) as model:
        for budget, expected in enumerate(["", "S", "S", "S", "S語", "S語um"]):
            reply = model.invoke("Hi", reasoning_budget=budget, logprobs=logprobs, **settings)
            assert (thoughts(reply), reply.content) == (expected, TEXT)
            assert num_reasoning(reply) == len(expected.replace("語", "123").replace("um", "u"))


def test_the_budget_of_a_call_counts_rather_than_that_of_the_model(model: ChatLlamaCpp) -> None:
    limited = model.model_copy(update={"reasoning_budget": 1})
    assert thoughts(limited.invoke("Hi")) == "S"
    assert thoughts(limited.invoke("Hi", reasoning_budget=2)) == "Sum"
    assert limited._identifying_params["reasoning_budget"] == 1


WRONG = [-1, True, "5", 2.0, [3], 2**31]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_number_of_tokens_is_refused(wrong: Any, model: ChatLlamaCpp) -> None:
    message = "reasoning_budget.*expected how many tokens"
    with pytest.raises(ValueError, match=message):
        ChatLlamaCpp(reasoning_budget=wrong)
    with pytest.raises(InvalidRequestError, match=message):
        model.invoke("Hi", reasoning_budget=wrong)
    with pytest.raises(InvalidRequestError, match=message):
        model.model_copy(update={"reasoning_budget": wrong}).invoke("Hi")


@pytest.mark.parametrize("budget", [0, 5])
def test_a_model_that_shows_no_reasoning_says_so(budget: int, tmp_path: Path) -> None:
    file = write_sentencepiece_model(tmp_path / "model.gguf")
    template = "{% for m in messages %}{{ m.content }}{% endfor %}"
    with ChatLlamaCpp(model_path=str(file), max_tokens=4, chat_template=template) as model:
        with pytest.raises(InvalidRequestError, match="no tags around reasoning"):
            model.invoke("Hi", reasoning_budget=budget)
        with pytest.raises(InvalidRequestError, match="no tags around reasoning"):
            model.model_copy(update={"reasoning_budget": budget}).invoke("Hi")
        assert model.invoke("Hi").usage_metadata


def test_a_prompt_that_closes_reasoning_leaves_nothing_to_limit() -> None:
    done = ReplyFormat(reasoning=THINK, state=ReasoningState.AFTER)
    assert reasoning_budget(0, done, bytewise) is None
    assert reasoning_budget(None, ReplyFormat(), bytewise) is None
