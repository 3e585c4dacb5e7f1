"""What plain tools are about: things, and the facts and deeds that go with them."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .phrasing import capital
from .plain_slots import FREE_SLOTS, SLOTS
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    NOUNS,
    VERBS,
    allowed,
    chance,
    chinese_word,
    invented_word,
    read_table,
)


class Thing(NamedTuple):
    """What a tool is about, with the class of things that it belongs to."""

    classes: str
    english: str
    chinese: str

    def name(self, chinese: bool) -> str:
        """Returns what it is called."""
        return self.chinese if chinese else self.english


class Matter(NamedTuple):
    """A fact or a deed: words in names, descriptions with {n}, requests with {x} and {v}.

    The pairs are English, Chinese. `slot` names the further argument, if there is one.
    """

    words: tuple[str, ...]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    requests: tuple[tuple[str, ...], tuple[str, ...]]
    is_deed: bool
    slot: str = ""
    # Made of random words: English and Chinese do not mean the same.
    is_made: bool = False


def _things() -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    for kind, cell in read_table("plain_things.txt"):
        pairs = [pair.strip().split("=") for pair in cell.split(",")]
        found.setdefault(kind, [])
        found[kind] += [Thing(kind, *pair) for pair in pairs if len(allowed(pair)) == 2]
    return found


def cells(text: str) -> tuple[str, ...]:
    """Returns the entries of a cell that the evaluation does not keep for itself."""
    return tuple(allowed(text.split(";")))


def _matters(is_deed: bool) -> dict[str, list[Matter]]:
    found: dict[str, list[Matter]] = {}
    for kinds, *row in read_table("plain_deeds.txt" if is_deed else "plain_facts.txt"):
        words, about, asked, about_zh, asked_zh = (cells(cell) for cell in row[:5])
        slot = row[5].strip("-") if is_deed else ""
        found_matter = Matter(words, (about, about_zh), (asked, asked_zh), is_deed, slot)
        if all((words, about, asked, about_zh, asked_zh)):
            for kind in kinds:
                found.setdefault(kind, []).append(found_matter)
    return found


THINGS = _things()
FACTS, DEEDS = _matters(False), _matters(True)
_CLASS_WEIGHTS = {"t": 46, "m": 20, "p": 9, "w": 10, "a": 5, "e": 6, "f": 4}
_CLASSES, _SHARES = tuple(_CLASS_WEIGHTS), tuple(_CLASS_WEIGHTS.values())
_ZH = {kind: allowed(words.split()) for kind, words in read_table("plain_words_zh.txt")}
CHINESE_ADJECTIVES, CHINESE_FACT_NOUNS, CHINESE_VERBS = _ZH["a"], _ZH["n"], _ZH["v"]


def thing(rng: Random, chinese: bool) -> Thing:
    """Returns something real or invented."""
    kind = rng.choices(_CLASSES, _SHARES)[0]
    if chance(rng, 0.07):
        is_invented = chinese or chance(rng, 0.5)  # no noun that means another thing
        english = invented_word(rng) if is_invented else rng.choice(NOUNS)
        return Thing(kind, english, chinese_word(rng))
    return rng.choice(THINGS[kind])


def _adjective_fact(rng: Random) -> Matter:
    a, zh = rng.choice(ADJECTIVES), rng.choice(_ZH["a"])
    words = (a, f"how_{a}", f"{a}_level")
    english = ("how {} is {x}?", "is {x} very {}?", "tell me how {} {x} is", "I wonder how {} {x} is", "how {} is {x}",
               "Is {x} {} or not?", "Please say how {} {x} is.", "we need to know how {} {x} is")  # fmt: skip
    forms = (
        "{x}有多{}？",
        "{x}{}吗",
        "{x}{}不{}",
        "看看{x}{}不{}",
        "{x}到底有多{}",
        "我想知道{x}有多{}",
    )
    if len(zh) > 1:
        forms = (
            "{x}有多{}？",
            "{x}{}吗",
            "{x}够{}吗？",
            "{x}是不是很{}",
            "我想知道{x}有多{}",
            "{x}{}还是不{}",
        )
    return Matter(
        words, ((f"how {a} the {{n}} is",), (f"{{n}}有多{zh}", f"{{n}}{zh}的程度")),
        (tuple(text.replace("{}", a) for text in english), tuple(text.replace("{}", zh) for text in forms)), False, "", True,
    )  # fmt: skip


def _noun_fact(rng: Random) -> Matter:
    w, zh = rng.choice(NOUNS), rng.choice(_ZH["n"] if chance(rng, 0.88) else CHINESE_WORDS)
    english = ("what's the {} of {x}?", "{} of {x}", "I need the {} of {x}", "does {x} have a good {}?", "tell me the {} of {x}",
               "which {} does {x} have?", "Look up the {} for {x}.", "do you know the {} of {x}")  # fmt: skip
    forms = (
        "{x}的{}是什么？",
        "{x}的{}",
        "查一下{x}的{}",
        "{x}的{}怎么样",
        "我想知道{x}的{}",
        "告诉我{x}的{}",
        "{x}有没有{}",
    )
    return Matter(
        (w,), ((f"{w} of the {{n}}", f"which {w} the {{n}} has"), (f"{{n}}的{zh}", f"{{n}}有什么{zh}")),
        (tuple(text.replace("{}", w) for text in english), tuple(text.replace("{}", zh) for text in forms)), False, "", True,
    )  # fmt: skip


def third_person(verb: str) -> str:
    """Returns what she does, with a verb as it stands in a dictionary."""
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "z", "o")) else "s")


def _made_deed(rng: Random) -> Matter:
    v, zh = rng.choice(VERBS), rng.choice(_ZH["v"])
    slot = rng.choice(FREE_SLOTS) if chance(rng, 0.55) else ""
    tail, tail_zh = SLOTS[slot].tail if slot else ("", "")
    english = ("{} {x}", "please {} {x}", "can you {} {x}", "{} {x} for me", "I want to {} {x}", "you should {} {x}",
               "{x} is the one to {}", "we have to {} {x}", "time to {} {x}")  # fmt: skip
    forms = (
        "{}{x}",
        "把{x}{}一下",
        "请{}{x}",
        "帮我{}{x}",
        "{x}要{}",
        "对{x}进行{}",
        "{x}该{}了",
        "我想{}{x}",
    )
    third = capital(third_person(v))
    return Matter(
        (v,), ((f"{third} the {{n}}", f"{third} one {{n}}"), (f"{zh}{{n}}", f"对{{n}}进行{zh}")),
        (tuple(f"{text.replace('{}', v)} {tail}".strip() for text in english),
         tuple(text.replace("{}", zh) + tail_zh for text in forms)), True, slot, True,
    )  # fmt: skip


def matter(rng: Random, classes: str) -> Matter:
    """Returns a fact or a deed that goes with a class of things."""
    if chance(rng, 0.5):
        if chance(rng, 0.58):
            return rng.choice(FACTS[classes])
        return _adjective_fact(rng) if chance(rng, 0.55) else _noun_fact(rng)
    return rng.choice(DEEDS[classes]) if chance(rng, 0.65) else _made_deed(rng)
