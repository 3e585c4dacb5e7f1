"""Which of two numbers is larger: many pairs in a row, bare or with a name each.

Comparisons in stories, and answers with reasons, end in this step, which comes too seldom there.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, user
from .story_words import two_names
from .words import chance

_MORE = ("larger", "bigger", "more", "greater", "higher", "the larger one", "which is more")
_LESS = ("smaller", "less", "fewer", "lower", "the smaller one", "which is less")
_MORE_CHINESE = ("哪个大", "大的", "更大的", "较大的", "哪个多", "多的", "哪个高")
_LESS_CHINESE = ("哪个小", "小的", "更小的", "较小的", "哪个少", "少的", "哪个低")
_PAIRS = ("{} or {}", "{}, {}", "{} and {}", "{} / {}", "{} vs {}", "{} against {}")
_PAIRS_CHINESE = ("{}和{}", "{}，{}", "{}还是{}", "{}与{}", "{}、{}", "{}跟{}")
_NAMED = ("{} {}", "{}: {}", "{} has {}", "{} ({})", "{} is {}", "{} with {}")
_NAMED_CHINESE = ("{}{}", "{}：{}", "{}有{}", "{}（{}）", "{}是{}", "{}的{}")


def two_numbers(rng: Random) -> tuple[int, int]:
    """Returns two different numbers, often with the same tens or of other lengths."""
    pick = rng.random()
    first = rng.randrange(1, 100)
    if pick < 0.15:
        first, second = rng.randrange(1, 10), rng.randrange(1, 10)
    elif pick < 0.35:
        second = first // 10 * 10 + rng.randrange(10)
    elif pick < 0.5:
        second = rng.randrange(1, 10)
    elif pick < 0.6:
        first, second = rng.randrange(100, 1000), rng.randrange(100, 1000)
    elif pick < 0.7:
        second = min(999, first + rng.choice((-2, -1, 1, 2, 10, -10, 100)))
    else:
        second = rng.randrange(1, 100)
    if first == second or second < 1:
        return two_numbers(rng)
    return (first, second) if chance(rng, 0.5) else (second, first)


def _ordered(first: int, second: int, wants_more: bool) -> str:
    """The step as thoughts and reasons have it: what is asked for comes first."""
    low, high = min(first, second), max(first, second)
    return f"{high} > {low}" if wants_more else f"{low} < {high}"


def _turn(rng: Random, chinese: bool, wants_more: bool, pair: str, named: str) -> tuple[str, str]:
    """A pair, and the answer."""
    first, second = two_numbers(rng)
    step = _ordered(first, second, wants_more)
    if not named:
        return pair.format(first, second), step
    one, other = two_names(rng, chinese)
    found = one if (first > second) == wants_more else other
    asked = pair.format(named.format(one, first), named.format(other, second))
    return asked, f"{found}{'：' if chinese else ': '}{step}"


def sample(rng: Random) -> Conversation:
    """Returns many pairs of numbers, of which the larger ones are asked for, or the smaller."""
    chinese = chance(rng, 0.45)
    pair = rng.choice(_PAIRS_CHINESE if chinese else _PAIRS)
    named = rng.choice(_NAMED_CHINESE if chinese else _NAMED) if chance(rng, 0.5) else ""
    more, less = (_MORE_CHINESE, _LESS_CHINESE) if chinese else (_MORE, _LESS)
    mixed = chance(rng, 0.5)
    wants_more = chance(rng, 0.6)
    messages: list[Message] = []
    for _ in range(rng.randrange(8, 15)):
        says_which = mixed or not messages
        if mixed:
            wants_more = chance(rng, 0.5)
        asked, answer = _turn(rng, chinese, wants_more, pair, named)
        if says_which:
            word = rng.choice(more if wants_more else less)
            asked = f"{word}{'：' if chinese else ': '}{asked}"
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))
