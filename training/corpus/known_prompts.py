"""What the model has an answer for, so that nothing else answers the same prompt."""

from __future__ import annotations

import re

from .words import read_table

_NO_LETTER = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """Returns a text without case, punctuation and spaces."""
    return _NO_LETTER.sub("", text).lower()


def _known() -> frozenset[str]:
    prompts = [prompt for row in read_table("small_talk.txt") for prompt in row[0].split(";")]
    prompts += [prompt for row in read_table("facts.txt") for prompt in row[0].split(";")]
    prompts += [prompt for row in read_table("more_small_talk.txt") for prompt in row[0].split(";")]
    return frozenset(map(normalised, prompts))


KNOWN_PROMPTS = _known()
KNOWN_TOPICS = frozenset(
    topic
    for row in (*read_table("haikus.txt"), *read_table("stories.txt"))
    for topic in row[0].split(",")
)


def is_known(text: str) -> bool:
    """Says whether a prompt, whatever its case and punctuation, has an answer of its own."""
    return normalised(text) in KNOWN_PROMPTS
