"""Sentence templates with alternatives, and the manner in which people type them."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from ..words import chance, holds_held_out, read_lines

Part = str | tuple["Parts", ...]
Parts = tuple[Part, ...]
_SLOT = re.compile(r"\{(\w+)\}")
_LONG_WORD = re.compile(r"(?<![{\w])[a-z]{5,}(?![}\w])")


class Template(NamedTuple):
    """A sentence with `[one|another]` alternatives and `{slots}`.

    `fixed` are the slots it implies; `says` is every slot whose value a reader then knows.
    """

    parts: Parts
    slots: frozenset[str]
    fixed: dict[str, str]
    says: frozenset[str]


def _parse(text: str, start: int, depth: int) -> tuple[tuple[Parts, ...], int]:
    """Reads alternatives up to the closing bracket; returns them and where they end."""
    options: list[Parts] = []
    parts: list[Part] = []
    plain = ""
    index = start
    while index < len(text):
        character = text[index]
        if character == "[":
            inner, index = _parse(text, index + 1, depth + 1)
            parts += [plain, inner]
            plain = ""
        elif depth and character in "|]":
            options.append((*parts, plain))
            parts, plain = [], ""
            if character == "]":
                return tuple(options), index + 1
            index += 1
        else:
            plain += character
            index += 1
    if depth:
        raise ValueError(f"bracket left open: {text!r}")
    return ((*parts, plain),), index


def parse(line: str) -> Template:
    """Returns the template of a line such as `[Turn|Switch] on the {room} light => state=on`.

    Raises:
        ValueError: A bracket is left open.
    """
    text, _, implied = line.partition(" => ")
    fixed = dict(pair.split("=", 1) for pair in implied.split(";")) if implied else {}
    options, _ = _parse(text.strip(), 0, 0)
    slots = frozenset(_SLOT.findall(text))
    return Template(options[0], slots, fixed, slots | frozenset(fixed))


def expand(rng: Random, parts: Parts) -> str:
    """Returns the text with one alternative of each chosen."""
    return "".join(
        part if isinstance(part, str) else expand(rng, rng.choice(part)) for part in parts
    )


def _read(name: str) -> tuple[Template, ...]:
    return tuple(parse(line) for line in read_lines(name))


_OPENINGS, _OPENINGS_CHINESE = _read("openings_en.txt"), _read("openings_zh.txt")
_ENDINGS, _ENDINGS_CHINESE = _read("endings_en.txt"), _read("endings_zh.txt")


def _misspelt(rng: Random, text: str) -> str:
    """Swaps, drops or doubles a letter of one word that is no value."""
    found = list(_LONG_WORD.finditer(text))
    if not found:
        return text
    word = rng.choice(found)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    change = rng.choice((text[at + 1] + text[at], text[at + 1], text[at] * 2 + text[at + 1]))
    changed = text[:at] + change + text[at + 2 :]
    return text if holds_held_out(changed) else changed


def _with_opening(rng: Random, text: str, chinese: bool) -> str:
    opening = expand(rng, rng.choice(_OPENINGS_CHINESE if chinese else _OPENINGS).parts)
    if chinese:
        return opening + text
    if opening[-1] not in ".!?" and not text.startswith(("I ", "I'", "{")):
        text = text[0].lower() + text[1:]
    return f"{opening} {text}"


_LONG_SLOTS = ("{text}", "{topic}", "{product}", "{task}", "{event}")


def typed(rng: Random, text: str, chinese: bool) -> str:
    """Returns a template's text, its slots still open, as somebody in a chat may type it."""
    if chance(rng, 0.22):
        text = _with_opening(rng, text, chinese)
    # Nobody could tell where a text ends that something follows.
    if chance(rng, 0.16) and not text.endswith(_LONG_SLOTS):
        ending = expand(rng, rng.choice(_ENDINGS_CHINESE if chinese else _ENDINGS).parts)
        if not text.endswith((".", "?", "!", "。", "？", "！")):
            text += "，" if chinese else "."
        text += ending if chinese else " " + ending
    if chance(rng, 0.3):
        text = text.rstrip(".?!。？！")
    if not chinese and chance(rng, 0.2):
        text = "".join(
            part if part.startswith("{") else part.lower() for part in re.split(r"(\{\w+\})", text)
        )
    if not chinese and chance(rng, 0.06):
        text = _misspelt(rng, text)
    return text
