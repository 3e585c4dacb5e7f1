"""Word lists, and random values made of them.

Every function takes a `random.Random`; the same seed gives the same bytes on every Python.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

_FOLDER = Path(__file__).parent.parent / "words"
_WORD = re.compile("[^\\W_]+")


def read_lines(name: str) -> list[str]:
    """Returns the lines of a word file, without blank ones and comments."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_words(name: str) -> list[str]:
    """Returns the words of a file that holds several on each line."""
    return [word for line in read_lines(name) for word in line.split()]


def read_table(name: str) -> list[list[str]]:
    """Returns the rows of a file whose columns are separated by a bar."""
    return [line.split("|") for line in read_lines(name)]


def is_held_out(text: str, one_in: int = 10) -> bool:
    """Says whether a sentence or sum is kept for evaluation, by a hash that never changes."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % one_in == 0


def _held_out_entries() -> list[str]:
    """Every word and every line of the files that the evaluation keeps for itself."""
    files = sorted((_FOLDER.parent / "evaluation" / "words").glob("held_out_*.txt"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    lines = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [entry for line in lines for entry in dict.fromkeys([line, *line.split()])]


# Never in a training text: the evaluation makes its tools and schemas of these.
HELD_OUT_NOUNS = read_words("held_out_nouns.txt")
HELD_OUT_CHINESE_WORDS = read_words("held_out_words_zh.txt")
_HELD_OUT = frozenset(
    entry.lower() for entry in _held_out_entries() + HELD_OUT_NOUNS + HELD_OUT_CHINESE_WORDS
)
_HELD_OUT_CHINESE = tuple(sorted(entry for entry in _HELD_OUT if not entry.isascii()))
_CHINESE_ENTRIES = frozenset(_HELD_OUT_CHINESE)
_HELD_OUT_SIZES = sorted({len(entry) for entry in _HELD_OUT_CHINESE})
# A name is so short that looking up its parts takes less time than searching it for each entry.
_FEW_LETTERS = 12


def holds_held_out(text: str) -> bool:
    """Says whether a text is, or holds, a word that only the evaluation may use."""
    lowered = text.lower()
    if lowered in _HELD_OUT or any(word in _HELD_OUT for word in _WORD.findall(lowered)):
        return True
    if text.isascii():
        return False
    if len(text) > _FEW_LETTERS:
        return any(entry in text for entry in _HELD_OUT_CHINESE)
    spans = ((start, start + size) for size in _HELD_OUT_SIZES for start in range(len(text)))
    return any(text[start:end] in _CHINESE_ENTRIES for start, end in spans)


def allowed(entries: Iterable[str]) -> list[str]:
    """Returns the entries of a list that the evaluation does not keep for itself."""
    return [entry for entry in entries if not holds_held_out(entry)]


NOUNS = allowed(read_words("nouns.txt"))
ADJECTIVES = allowed(read_words("adjectives.txt"))
VERBS = allowed(read_words("verbs.txt"))
CHINESE_WORDS = allowed(read_words("words_zh.txt"))
HANZI = "".join(read_words("hanzi.txt"))
# Characters of no word of the list, and some that are a token besides: few texts hold them, so that
# they have to be drawn on purpose for a model to learn to write them.
_IN_WORDS = frozenset("".join(CHINESE_WORDS))
UNUSUAL_HANZI = "".join(letter for letter in HANZI if letter not in _IN_WORDS) + (
    "伽咪嗯岘怡昵槟渥濮猕瑜筝粽茉莞蚣蜈蜍蟾衢踝霾饨馄鱿鳄" * 3
)
KANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
)
CITIES = allowed(read_lines("cities.txt"))
CHINESE_CITIES = allowed(read_words("cities_zh.txt"))
STATES = read_words("states.txt")
FIRST_NAMES = allowed(read_words("first_names.txt"))
LAST_NAMES = allowed(read_words("last_names.txt"))
CHINESE_NAMES = allowed(read_words("names_zh.txt"))

_ONSETS = "b c d f g h j k l m n p r s t v w z br dr fl gr kl pr st tr sh th".split()
_VOWELS = "a e i o u ai ou ea".split()
_ENDS = ["", "", "n", "r", "x", "l", "s", "m", "t", "k"]


def chance(rng: Random, probability: float) -> bool:
    """Returns True with the given probability."""
    return rng.random() < probability


def invented_word(rng: Random) -> str:
    """Returns a word that exists in no list, such as "zoubrik": it can only be copied."""
    while True:
        syllables = rng.choice((1, 2, 2, 2, 3))
        parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)]
        word = "".join(parts) + rng.choice(_ENDS)
        if word not in _HELD_OUT:
            return word


def noun(rng: Random, held_out: bool = False) -> str:
    """Returns an English noun, now and then an invented one."""
    if chance(rng, 0.4):
        return invented_word(rng)
    return rng.choice(HELD_OUT_NOUNS if held_out else NOUNS)


def real_noun(rng: Random, held_out: bool = False) -> str:
    """Returns an English noun of the lists."""
    return rng.choice(HELD_OUT_NOUNS if held_out else NOUNS)


# Where the first and the last of Unicode's basic Chinese characters stand.
_FIRST_CHARACTER, _LAST_CHARACTER = 0x4E00, 0x9FA5


def any_character(rng: Random) -> str:
    """Returns any Chinese character; most are rare, and more than one token."""
    return chr(rng.randrange(_FIRST_CHARACTER, _LAST_CHARACTER + 1))


def chinese_word(rng: Random, held_out: bool = False) -> str:
    """Returns a Chinese word, now and then an invented one."""
    if not chance(rng, 0.4):
        return rng.choice(HELD_OUT_CHINESE_WORDS if held_out else CHINESE_WORDS)
    rare = 0.5 if chance(rng, 0.06) else 0.0
    while True:
        word = "".join(
            any_character(rng) if chance(rng, rare) else rng.choice(HANZI)
            for _ in range(rng.choice((2, 2, 2, 3)))
        )
        if not holds_held_out(word):
            return word


def capitalised(rng: Random) -> str:
    """Returns an invented or real word with a capital, for things that have names."""
    return (invented_word(rng) if chance(rng, 0.6) else rng.choice(NOUNS)).capitalize()


def city(rng: Random, chinese: bool = False) -> str:
    """Returns a real or invented place name."""
    if chinese and chance(rng, 0.85):
        return rng.choice(CHINESE_CITIES) if chance(rng, 0.6) else chinese_word(rng)
    if chance(rng, 0.5):
        place = rng.choice(CITIES)
        return f"{place}, {rng.choice(STATES)}" if chance(rng, 0.12) else place
    return capitalised(rng) if chance(rng, 0.85) else f"{capitalised(rng)} {capitalised(rng)}"


def person(rng: Random, chinese: bool = False) -> str:
    """Returns a real or invented personal name."""
    if chinese and chance(rng, 0.85):
        return rng.choice(CHINESE_NAMES) if chance(rng, 0.6) else chinese_word(rng)
    if chance(rng, 0.5):
        first = rng.choice(FIRST_NAMES)
        return f"{first} {rng.choice(LAST_NAMES)}" if chance(rng, 0.25) else first
    return capitalised(rng) if chance(rng, 0.85) else f"{capitalised(rng)} {capitalised(rng)}"


def number(rng: Random) -> int:
    """Returns a number of one to four digits; short ones are as frequent as long ones."""
    return rng.randrange(rng.choice((10, 100, 100, 1000, 10000)))


def phrase(rng: Random, chinese: bool = False) -> str:
    """Returns one to four words in a row."""
    if chinese:
        return "".join(chinese_word(rng) for _ in range(rng.choice((1, 2))))
    words = [noun(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    return " ".join(([rng.choice(ADJECTIVES)] if chance(rng, 0.4) else []) + words)


def code(rng: Random) -> str:
    """Returns an identifier: a time, a file name, a date or letters and digits."""
    pick = rng.random()
    if pick < 0.12:
        return f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
    if pick < 0.2:
        return noun(rng) + rng.choice((".txt", ".pdf", ".csv", ".py", ".md"))
    if pick < 0.28:
        return f"{rng.randrange(1990, 2031)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    letters = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(rng.choice((1, 2, 3))))
    return letters + rng.choice(("", "-")) + str(rng.randrange(1, 10000))


def email(rng: Random) -> str:
    """Returns an e-mail address."""
    name = invented_word(rng) if chance(rng, 0.5) else rng.choice(FIRST_NAMES).lower()
    return f"{name}@{noun(rng)}.{rng.choice(('com', 'org', 'net'))}"


def decimal(rng: Random) -> float:
    """Returns a number with one or two decimals."""
    return rng.randrange(1, 1000) / 10 if chance(rng, 0.5) else rng.randrange(1, 1000) / 100


def value(rng: Random, kind: str, chinese: bool = False) -> Any:
    """Returns a random value of a kind: city, person, integer, number, phrase, code, email, word."""
    makers: dict[str, Any] = {
        "city": lambda: city(rng, chinese),
        "person": lambda: person(rng, chinese),
        "integer": lambda: number(rng),
        "number": lambda: decimal(rng),
        "phrase": lambda: phrase(rng, chinese),
        "code": lambda: code(rng),
        "email": lambda: email(rng),
        "word": lambda: chinese_word(rng) if chinese and chance(rng, 0.7) else noun(rng),
    }
    return makers[kind]()
