"""The evaluation's own words and values; the training text holds none of them."""

from __future__ import annotations

from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent / "words"


def read_words(name: str) -> tuple[str, ...]:
    """Returns the words of a file: one or several a line, # begins a comment."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines for word in line.partition("#")[0].split())


NOUNS = read_words("held_out_nouns.txt")
CHINESE_NOUNS = read_words("held_out_words_zh.txt")
FIRST_NAMES = read_words("held_out_first_names.txt")
LAST_NAMES = read_words("held_out_last_names.txt")
CHINESE_NAMES = read_words("held_out_names_zh.txt")
CITIES = read_words("held_out_cities.txt")
CHINESE_CITIES = read_words("held_out_cities_zh.txt")
PRODUCTS = read_words("held_out_products.txt")
CHINESE_PRODUCTS = read_words("held_out_products_zh.txt")
TOOL_NAMES = read_words("held_out_tool_names.txt")


_NOT_OWNED = frozenset(read_words("not_owned.txt"))
OBJECTS = tuple(noun for noun in NOUNS if noun not in _NOT_OWNED)
CHINESE_OBJECTS = tuple(noun for noun in CHINESE_NOUNS if noun not in _NOT_OWNED)


def objects(rng: Random, language: str, count: int) -> list[str]:
    """Returns different things that one can own."""
    return rng.sample(OBJECTS if language == "en" else CHINESE_OBJECTS, count)


def with_article(noun: str) -> str:
    """Returns an English noun after a or an."""
    an = noun[0] in "aeiou" and not noun.startswith(("uni", "eu"))
    return f"{'an' if an else 'a'} {noun}"


def plural(noun: str) -> str:
    """Returns the plural of an English noun."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun}s"


def nouns(rng: Random, language: str, count: int) -> list[str]:
    """Returns different things."""
    return rng.sample(NOUNS if language == "en" else CHINESE_NOUNS, count)


def names(rng: Random, language: str, count: int) -> list[str]:
    """Returns different people: first names, or whole Chinese names."""
    return rng.sample(FIRST_NAMES if language == "en" else CHINESE_NAMES, count)


def full_name(rng: Random, language: str) -> str:
    """Returns a first and a last name, or a whole Chinese name."""
    if language == "zh":
        return rng.choice(CHINESE_NAMES)
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def cities(rng: Random, language: str, count: int) -> list[str]:
    """Returns different cities."""
    return rng.sample(CITIES if language == "en" else CHINESE_CITIES, count)


def products(rng: Random, language: str, count: int) -> list[str]:
    """Returns different products."""
    return rng.sample(PRODUCTS if language == "en" else CHINESE_PRODUCTS, count)


def code(rng: Random) -> str:
    """Returns a code such as KD-4821."""
    letters = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(2))
    return f"{letters}-{rng.randrange(1000, 10000)}"


def clock_time(rng: Random) -> str:
    """Returns a time of the day such as 17:45."""
    return f"{rng.randrange(6, 23)}:{rng.choice(('05', '10', '15', '20', '35', '40', '45', '50'))}"


def date(rng: Random) -> str:
    """Returns a date such as 2031-04-17."""
    return f"{rng.randrange(2027, 2040)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


def camel(*words: str) -> str:
    """Returns words in the form camelCase."""
    first, *others = (part for word in words for part in word.split("_"))
    return first + "".join(word.capitalize() for word in others)


def snake(*words: str) -> str:
    """Returns words in the form snake_case."""
    return "_".join(words)
