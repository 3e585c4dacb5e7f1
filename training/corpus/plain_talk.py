"""What no tool is for: small talk, opinions, wishes, about things the tools are not about."""

from __future__ import annotations

from random import Random

from ..chat_format import Message, assistant, user
from .chat import small_talk
from .phrasing import article, plural
from .plain_matters import THINGS
from .plain_slots import city, person
from .tool_turns import no_tool_answer
from .words import ADJECTIVES, CHINESE_WORDS, NOUNS, allowed, chance, read_lines, read_table

_TEMPLATES = tuple(allowed(read_lines(f"plain_talk_{name}.txt")) for name in ("en", "zh"))
_ADJECTIVES_CHINESE = next(
    allowed(words.split()) for kind, words in read_table("plain_words_zh.txt") if kind == "a"
)
_KNOWN = [each for things in THINGS.values() for each in things]


def _noun(rng: Random, chinese: bool, taken: str) -> str:
    """A thing that the tools do not speak of."""
    while True:
        if chance(rng, 0.65):
            found = rng.choice(_KNOWN).name(chinese)
        else:
            found = rng.choice(CHINESE_WORDS if chinese else NOUNS)
        if found not in taken:
            return found


def remark(rng: Random, chinese: bool, taken: str) -> str:
    """Returns something that no tool is for; none of its things occurs in the text `taken`."""
    n, m = _noun(rng, chinese, taken), _noun(rng, chinese, taken)
    text = rng.choice(_TEMPLATES[chinese]).replace("{n}s", "{ns}").replace("{m}s", "{ms}").format(
        n=n, m=m, ns=plural(n), ms=plural(m), an=article(n), am=article(m), p=person(rng, chinese), q=person(rng, chinese),
        a=rng.choice(_ADJECTIVES_CHINESE if chinese else ADJECTIVES), c=city(rng, chinese), k=rng.randrange(2, 40),
    )  # fmt: skip
    if chance(rng, 0.3):
        text = text[0].upper() + text[1:]
    mark = (
        ""
        if text[-1] in "?？！!"
        else rng.choice(("", "", "。") if chinese else ("", "", ".", "!"))
    )
    return text + mark


def turn(rng: Random, chinese: bool, taken: str) -> list[Message]:
    """Returns such a remark with its answer."""
    if chance(rng, 0.12):
        text, answer = small_talk(rng, chinese)
        return [user(text), assistant(answer)]
    return [user(remark(rng, chinese, taken)), assistant(no_tool_answer(chinese))]
