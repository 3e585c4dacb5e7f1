"""Facts drilled: each question alone in its plain form, and many of them one after the other.

There are hundreds of them, and among all other chat each comes too seldom to be learnt. Next to
its neighbours ("Where does the sun rise?", "Where does the sun set?") it shows what tells them apart.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .chat import SYSTEM_PROMPTS, capital_city, fact, known_facts, small_talk
from .out_of_depth import answer_for, is_chinese, unknown_capital
from .words import chance

Exchange = tuple[str, str]

_ALL = known_facts()
_FACTS = tuple(
    [each for each in _ALL if is_chinese(each[0]) == chinese] for chinese in (False, True)
)
_CHINESE_SHARE = 0.47


def _reworded(rng: Random, chinese: bool) -> Exchange:
    """A fact asked for in any words."""
    return capital_city(rng, chinese) if chance(rng, 0.6) else fact(rng, chinese)


def _neighbours(rng: Random, count: int, chinese: bool) -> list[Exchange]:
    """Facts that stand together in the lists, in any order."""
    facts = _FACTS[chinese]
    start = rng.randrange(len(facts) - count + 1)
    return rng.sample(facts[start : start + count], count)


def _exchanges(rng: Random, chinese: bool) -> list[Exchange]:
    """Questions in their plain form, with some in other words and some small talk among them."""
    count = rng.choice((1, 1, 1, 1, 2, 3, 6, 8))
    if count > 2 and chance(rng, 0.5):
        found = _neighbours(rng, count, chinese)
    else:
        found = rng.sample(_FACTS[chinese], count)
    if chance(rng, 0.4):
        found[rng.randrange(count)] = _reworded(rng, chinese)
    if chance(rng, 0.25):
        found.insert(rng.randrange(count + 1), small_talk(rng, chinese))
    if count > 1 and chance(rng, 0.15):  # a country whose capital it does not know
        found.insert(rng.randrange(1, count), (unknown_capital(rng, chinese), answer_for(chinese)))
    return found


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more facts; a few are asked for in both languages."""
    chinese = chance(rng, _CHINESE_SHARE)
    found = _exchanges(rng, chinese)
    if len(found) > 2 and chance(rng, 0.15):
        found += _exchanges(rng, not chinese)
    messages: list[Message] = []
    if chance(rng, 0.1):
        messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    for asked, answer in found:
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))
