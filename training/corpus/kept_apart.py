"""What may be in the training text: nothing with a word that is kept for evaluation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .words import HELD_OUT_CHINESE_WORDS, HELD_OUT_NOUNS

_NOUNS = frozenset(HELD_OUT_NOUNS)


def is_free(text: str) -> bool:
    """Says whether a text holds no word that is kept for evaluation."""
    words = re.findall("[a-z]+", text.lower())
    return not any(word in _NOUNS for word in words) and not any(
        word in text for word in HELD_OUT_CHINESE_WORDS
    )


def free(texts: Iterable[str]) -> tuple[str, ...]:
    """Returns the texts without those that hold a word kept for evaluation."""
    return tuple(text for text in texts if is_free(text))
