"""What a case of the evaluation is, and what a row of its table is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from ..chat_format import Conversation, Json, Message
from .judges import Judge

ENGLISH = "en"
CHINESE = "zh"
LANGUAGES = (ENGLISH, CHINESE)


@dataclass(frozen=True)
class Case:
    """A prompt, and how to tell whether the reply to it is right.

    Attributes:
        conversation: what the model is shown.
        is_right: whether a reply is right.
        expected: a right reply as a reader would write it, for the report of failures.
        tool_choice: the tool that has to be called, or None.
        schema: JSON schema of the reply, or None.
        thinks: whether the model is asked to think before it answers.
    """

    conversation: Conversation
    is_right: Judge
    expected: str
    tool_choice: str | None = None
    schema: Json | None = None
    thinks: bool = False

    @property
    def prompt(self) -> str:
        """The last thing that was said to the model."""
        return self.conversation.messages[-1].content


# Makes one case of a task in a language.
Maker = Callable[[Random, str], Case]
# Makes the first n cases of a row; the argument after n counts tokens of a text.
TokenCounter = Callable[[str], int]


@dataclass(frozen=True)
class Row:
    """A row of the table: a task in a language, and how often the model has to be right.

    Attributes:
        task: its name in the table.
        language: "en" or "zh".
        goal: the share of cases that has to be right, 0 to 1.
        cases: makes at most the first n cases.
        seeds: how often each case is asked with the source document's sampling settings; 0 asks
            once, greedily.
        is_compared: asks each case a second time, without any grammar.
        has_all: whether the cases are all there are, however few.
    """

    task: str
    language: str
    goal: float
    cases: Callable[[int, TokenCounter], Sequence[Case]]
    seeds: int = 0
    is_compared: bool = False
    has_all: bool = False


def chat(*messages: Message, tools: Sequence[Json] = ()) -> Conversation:
    """Returns a conversation."""
    return Conversation(messages, tuple(tools))


def key_of(case: Case) -> tuple[object, ...]:
    """Returns what tells one case from another."""
    messages = tuple((m.role, m.content, str(m.calls)) for m in case.conversation.messages)
    return (*messages, str(case.conversation.tools), str(case.schema))


def made(task: str, language: str, make: Maker) -> Callable[[int, TokenCounter], list[Case]]:
    """Returns what makes n different cases, always the same for the same task and language."""

    def cases(n: int, count_tokens: TokenCounter) -> list[Case]:
        rng = Random(f"evaluation {task} {language}")
        found: dict[tuple[object, ...], Case] = {}
        for _ in range(20 * n):
            if len(found) == n:
                break
            case = make(rng, language)
            found.setdefault(key_of(case), case)
        return list(found.values())

    return cases


def made_row(task: str, language: str, goal: float, make: Maker) -> Row:
    """Returns a row whose cases are made one by one."""
    return Row(task, language, goal, made(task, language, make))


def rows_of(task: str, goal: float, make: Maker) -> list[Row]:
    """Returns a row for each language."""
    return [made_row(task, language, goal, make) for language in LANGUAGES]
