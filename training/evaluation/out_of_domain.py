"""Whatever else a reader types: prompts written by hand, none of which the model can serve."""

from __future__ import annotations

from ..chat_format import user
from .case import LANGUAGES, Case, Row, TokenCounter, chat
from .judges import says_what_it_is
from .words import FOLDER


def prompts(language: str) -> list[str]:
    """Returns the prompts of a language; those in a third language are answered in English."""
    lines = (FOLDER / f"out_of_domain_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace(r"\n", "\n") for line in lines if line and not line.startswith("#")]


def _cases(language: str, n: int, count_tokens: TokenCounter) -> list[Case]:
    found = prompts(language)
    step = max(1, len(found) // n)
    right = says_what_it_is(language)
    return [
        Case(chat(user(text)), right, "what it is and what it can do") for text in found[::step][:n]
    ]


def rows() -> list[Row]:
    """Returns a row for each language."""
    return [
        Row(
            "anything else: says what it is and can do",
            language,
            0.95,
            lambda n, count, language=language: _cases(language, n, count),  # type: ignore[misc]
            has_all=True,
        )
        for language in LANGUAGES
    ]
