"""Endless requests that are out of the model's depth, made with a small grammar of a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from .phrasing import plural
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    NOUNS,
    VERBS,
    allowed,
    capitalised,
    chance,
    city,
    invented_word,
    person,
    read_lines,
    read_table,
)

_SLOT = re.compile(r"\{(\w+)\}")
_A_BEFORE_VOWEL = re.compile(r"\ba(?= [aeiou]\w)")


def _grammar(name: str) -> dict[str, list[str]]:
    """The texts of each name of a grammar, less those that hold a word of the evaluation's."""
    rows = (line.partition("=") for line in read_lines(name))
    return {
        key: allowed(texts.replace("\\n", "\n").replace("{n}s", "{ns}").split("|"))
        for key, _, texts in rows
    }


_GRAMMARS = tuple(_grammar(f"far_requests_{name}.txt") for name in ("en", "zh"))
# A name in capitals is a kind of request; each is as likely as any other, but for what is most
# easily taken for something else: a text to quote from, a compliment, something to be noted.
_OFTEN = {
    "LONG": 3,
    "ARTICLE": 3,
    "RUDE": 2,
    "NOISE": 4,
    "TYPOS": 2,
    "TROUBLE": 3,
    "DEEDS": 2,
    "MATH": 2,
    "WRITE": 3,
}
_KINDS = tuple(
    [name for name in grammar if name.isupper() for _ in range(_OFTEN.get(name, 1))]
    for grammar in _GRAMMARS
)
_TOPICS = tuple(allowed(read_lines(f"topics_{name}.txt")) for name in ("en", "zh"))
_LANGUAGES = [
    (starts.split(";"), ends.split(";")) for starts, ends in read_table("far_languages.txt")
]


def _value(rng: Random, name: str, chinese: bool) -> str:
    """What stands for a name that is in no grammar: a word, a name, a number."""
    if name == "t":
        return rng.choice(_TOPICS[chinese])
    if name in "pq":
        return person(rng, chinese)
    if name == "c":
        return city(rng, chinese)
    if name in "kK":
        return str(rng.randrange(2, 40) if name == "k" else rng.randrange(60, 20000))
    if name == "N":
        return capitalised(rng)
    if name == "w":
        return _again_and_again(rng, chinese)
    if chinese:
        return rng.choice(CHINESE_WORDS)
    if name == "a":
        return rng.choice(ADJECTIVES)
    if name == "v":
        return rng.choice(VERBS)
    word = invented_word(rng) if chance(rng, 0.1) else rng.choice(NOUNS)
    return plural(word) if name == "ns" else word


def _again_and_again(rng: Random, chinese: bool) -> str:
    """One word several times."""
    word = rng.choice(CHINESE_WORDS if chinese else NOUNS)
    between = rng.choice(("", "", "，", " ") if chinese else (" ", " ", ", ", "! ", "\n"))
    return between.join([word] * rng.choice((2, 2, 2, 3, 3, 4, 6)))


def _filled(rng: Random, text: str, chinese: bool) -> str:
    """The text with something for each name in it, whatever that holds in turn."""
    grammar = _GRAMMARS[chinese]

    def said(name: str) -> str:
        if name in grammar:
            return _filled(rng, rng.choice(grammar[name]), chinese)
        return _value(rng, name, chinese)

    return _SLOT.sub(lambda found: said(found[1]), text)


def in_another_language(rng: Random) -> str:
    """Returns a request in a language that nobody can ask it in."""
    starts, ends = rng.choice(_LANGUAGES)
    start, end = rng.choice(starts), rng.choice(ends)
    return rng.choice(
        (f"{start} {end}", f"{start} {end}", f"{start} {end}.", f"{start} {end}?", end)
    )


def far_request(rng: Random, chinese: bool, kinds: Sequence[str] = ()) -> str:
    """Returns a request that the model cannot serve, of one of these kinds or of any."""
    if not kinds and not chinese and chance(rng, 0.11):
        return in_another_language(rng)
    kind = rng.choice(kinds or _KINDS[chinese])
    text = _filled(rng, "{" + kind + "}", chinese).strip()
    if chinese:
        return re.sub("([？！。])[？。啊呢，]", r"\1", text)
    text = _A_BEFORE_VOWEL.sub("an", text)
    return text[0].upper() + text[1:] if chance(rng, 0.45) else text


def follow_up(rng: Random, chinese: bool) -> str:
    """Returns what people add to an answer, which the model can add nothing to."""
    return _filled(rng, "{follow}", chinese)
