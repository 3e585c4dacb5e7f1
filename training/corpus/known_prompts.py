"""What the model has an answer for, so that nothing else answers the same prompt."""

from __future__ import annotations

import re

from .words import read_table

_NO_LETTER = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """Returns a text without case, punctuation and spaces."""
    return _NO_LETTER.sub("", text).lower()


def _known() -> dict[str, str]:
    names = ("facts.txt", "small_talk.txt", "more_small_talk.txt")
    rows = [row for name in names for row in read_table(name)]
    return {normalised(prompt): answer for prompts, answer in rows for prompt in prompts.split(";")}


# Prompts without case and punctuation, each with its answer.
KNOWN_PROMPTS = _known()
KNOWN_TOPICS = frozenset(
    topic
    for row in (*read_table("haikus.txt"), *read_table("stories.txt"))
    for topic in row[0].split(",")
)


def is_known(text: str) -> bool:
    """Says whether a prompt, whatever its case and punctuation, has an answer of its own."""
    return normalised(text) in KNOWN_PROMPTS


def known_answer(text: str) -> str:
    """Returns the answer of its own that a prompt has, or nothing."""
    return KNOWN_PROMPTS.get(normalised(text), "")
