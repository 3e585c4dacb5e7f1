"""Keeps the text of messages from becoming control tokens.

Only the template's own text may form `<|im_end|>` and its like. Before rendering, the characters
that control tokens are made of are replaced, in every string that comes from a message, by doubles:
printable characters that occur nowhere else. One stands for one, so a template's own string
functions (split, replace, strip, upper, slices, tojson) see text of the same shape, and whatever
they do with it, a double in the rendered prompt still says that this character came from a message.
Then the doubles are turned back, and the prompt is cut wherever a control token came about with the
help of one; the pieces are tokenized apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

# Brackets and bars hold control tokens together and mean nothing to a template's own logic.
_BRACKETS = frozenset("<>[]|")
# Byzantine musical symbols, and what follows in planes that texts hardly use.
_DOUBLES = range(0x1D000, 0x110000)


class ControlTokens:
    """The control tokens of one vocabulary."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take their texts."""
        self._texts = frozenset(text for text in texts if len(text) > 1)

    def __contains__(self, text: object) -> bool:
        """Say whether a text is a control token."""
        return text in self._texts

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Characters to replace wherever they stand."""
        signs = {
            character
            for character in "".join(self._texts)
            if not (character.isascii() or character.isalnum() or character.isspace())
        }
        return frozenset(signs | _BRACKETS.intersection("".join(self._texts)))

    @cached_property
    def _words(self) -> Sequence[str]:
        """Control tokens without such characters; these are replaced only where they stand."""
        words = [text for text in self._texts if self._hidden.isdisjoint(text)]
        return sorted(words, key=len, reverse=True)

    def doubles(self, *values: Any) -> dict[str, str]:
        """Choose a double for each character that has to be hidden.

        Args:
            values: what a template is given; nested.
        """
        used = set().union(*_strings(values))
        needed = sorted(used & (self._hidden | {word[0] for word in self._words}))
        free = (chr(code) for code in _DOUBLES if chr(code) not in used and chr(code).isprintable())
        return dict(zip(needed, free, strict=False))

    def hide(self, value: Any, doubles: Mapping[str, str]) -> Any:
        """Replace characters by their doubles inside every string of a nested value."""
        if not doubles:
            return value
        table = {ord(sign): double for sign, double in doubles.items() if sign in self._hidden}

        def hidden(item: Any, key: object = None) -> Any:
            if isinstance(item, str):
                for word in self._words if key != "role" else ():
                    if word in item:
                        item = item.replace(word, doubles[word[0]] + word[1:])
                return item.translate(table)
            if isinstance(item, Mapping):
                return {hidden(name, "role"): hidden(inner, name) for name, inner in item.items()}
            if isinstance(item, list | tuple):
                return [hidden(inner) for inner in item]
            return item

        return hidden(value)

    def cut(self, text: str, doubles: Mapping[str, str] | None = None) -> list[str]:
        """Turn doubles back and cut the text so that what they had a part in is no control token.

        Args:
            text: a rendered prompt, or with `doubles` None a text that comes from a message.
            doubles: what was replaced by what.

        Returns:
            The pieces; together they are the text without doubles.
        """
        back = {ord(double): character for character, double in (doubles or {}).items()}
        restored = text.translate(back)
        cuts = {0}
        for start, end in self._found(restored):
            foreign = [
                at for at in range(start, end) if doubles is None or text[at] != restored[at]
            ]
            if foreign:  # What stands before it may be a token of the template.
                cuts.add(foreign[0] if foreign[0] > start else start + 1)
        ends = [*sorted(cuts)[1:], len(restored)]
        return [restored[i:k] for i, k in zip(sorted(cuts), ends, strict=True) if i < k]

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        """Lengths of the tokens that begin with a character."""
        found: dict[str, set[int]] = {}
        for text in self._texts:
            found.setdefault(text[0], set()).add(len(text))
        return {first: sorted(lengths) for first, lengths in found.items()}

    @cached_property
    def _first(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._lengths)) or r"\A(?!)")

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self._first.finditer(text):
            start = match.start()
            for length in self._lengths[match[0]]:
                end = start + length
                if end <= len(text) and text[start:end] in self._texts:
                    yield start, end


def is_double(character: str) -> bool:
    """Say whether a character is one of those that usually serve as doubles."""
    return ord(character) in _DOUBLES[:0x100]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
