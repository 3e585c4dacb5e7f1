"""Prompts with one right answer: facts, greetings, the tutorials, LangChain's standard tests.

These are the only prompts that the model has seen.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..chat_format import Conversation, user
from ..corpus import chat, fixed_cases
from ..corpus.fixed import language_of
from .case import LANGUAGES, Case, Row, TokenCounter
from .judges import Judge, has_calls, has_text, show_calls

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"
NUM_SEEDS = 20


def _calls_tool(name: str) -> Judge:
    return lambda reply: [call["name"] for call in reply.tool_calls] == [name]


def _case(conversation: Conversation) -> Case:
    """A conversation whose last message is the only right answer."""
    *prompt, answer = conversation.messages
    asked = Conversation(tuple(prompt), conversation.tools)
    if answer.forced:
        name = answer.calls[0].name
        return Case(asked, _calls_tool(name), name, tool_choice=name)
    if answer.calls:
        return Case(asked, has_calls(*answer.calls), show_calls(answer.calls))
    thinks = bool(answer.reasoning)
    return Case(asked, has_text(answer.content), answer.content, thinks=thinks)


def _facts(language: str) -> Iterator[Case]:
    for question, answer in chat.known_facts():
        if language_of(question) == language:
            yield Case(Conversation((user(question),)), has_text(answer), answer)


def _spread(cases: list[Case], n: int) -> list[Case]:
    """At most n cases, from the whole list."""
    step = max(1, len(cases) // n)
    return cases[::step][:n] if n < len(cases) else cases


def _all_cases(language: str, n: int, count_tokens: TokenCounter) -> list[Case]:
    fixed = [_case(each.conversation) for each in fixed_cases() if each.language == language]
    # Always complete but in a quick run: no prompt of a tutorial may go wrong.
    return _spread([*_facts(language), *fixed], n) if n < MANY else [*_facts(language), *fixed]


# From so many cases of a row on, a run is not a quick one.
MANY = 100


@cache
def notebook_strings() -> frozenset[str]:
    """Returns every text that stands in the code of a notebook."""
    found: set[str] = set()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                found |= _strings("".join(cell["source"]))
    return frozenset(found)


def _strings(code: str) -> set[str]:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))]
    tree: ast.AST = compile("\n".join(lines), "cell", "exec", flags)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def tutorial_conversations(language: str) -> list[Conversation]:
    """Returns the fixed conversations whose last question stands in a notebook, word for word."""
    found = []
    for each in fixed_cases():
        asked = [m.content for m in each.conversation.messages[:-1] if m.role == "user"]
        if (
            each.task == "tutorials"
            and each.language == language
            and asked[-1] in notebook_strings()
        ):
            found.append(each.conversation)
    return found


def _tutorial_cases(language: str, n: int, count_tokens: TokenCounter) -> list[Case]:
    cases = [_case(conversation) for conversation in tutorial_conversations(language)]
    # Each of them is asked with 20 seeds.
    return _spread(cases, max(1, n // 3)) if n < MANY else cases


def rows() -> list[Row]:
    """Returns rows for greedy answers, and for the source document's sampling settings."""
    fixed, sampled = [], []
    for language in LANGUAGES:
        fixed.append(
            Row(
                "facts, greetings, tutorials, standard tests",
                language,
                1.0,
                lambda n, count, language=language: _all_cases(language, n, count),  # type: ignore[misc]
                has_all=True,
            )
        )
        sampled.append(
            Row(
                "tutorials at temperature 0.5, all of 20 seeds",
                language,
                1.0,
                lambda n, count, language=language: _tutorial_cases(language, n, count),  # type: ignore[misc]
                seeds=NUM_SEEDS,
                has_all=True,
            )
        )
    return fixed + sampled
