"""Copying of lists: who brings what, asked for one by one and answered as JSON.

Half of the things are words never seen, in Chinese of characters that few texts hold: which piece
comes next, and where one thing ends, can only be read off the sentence.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, to_json, user
from . import plain_values
from .plain_fields import listed
from .rare_names import alike_names
from .words import CHINESE_WORDS, UNUSUAL_HANZI, chance, holds_held_out

_FORMS = ("{n} brings {l}.", "{n} needs {l}.", "{n}: {l}.", "On the list of {n}: {l}.", "{n} has packed {l}.", "{n} went out for {l}.", "For {n} we keep {l}.",
          "You can borrow {l} from {n}.", "{n} lost {l}.", "Give {l} to {n}.", "The bag of {n} holds {l}.", "{n} sells {l} today.")  # fmt: skip
_CHINESE_FORMS = ("{n}带来{l}。", "{n}要{l}。", "{n}：{l}。", "{n}的单子上有{l}。", "{n}打包了{l}。", "{n}去买{l}。", "给{n}留着{l}。",
                  "可以向{n}借{l}。", "{n}丢了{l}。", "把{l}交给{n}。", "{n}的包里装着{l}。", "{n}今天卖{l}。")  # fmt: skip
_ASK = ("{n}?", "what of {n}", "And {n}?", "{n}, please", "the things of {n}")
_CHINESE_ASK = ("{n}呢？", "{n}？", "那{n}的呢？", "{n}的东西", "说说{n}的")
_KEYS = ("items", "things", "list", "goods", "objects", "found", "named")


def _unusual_word(rng: Random) -> str:
    """A Chinese word of two or three characters, at least one of which is in no word of the lists."""
    while True:
        usual = rng.choice(rng.choice(CHINESE_WORDS))
        letters = [rng.choice(UNUSUAL_HANZI), rng.choice((usual, rng.choice(UNUSUAL_HANZI)))]
        rng.shuffle(letters)
        word = "".join(letters) + (rng.choice(UNUSUAL_HANZI) if chance(rng, 0.15) else "")
        # 和 stands before the last thing of a list.
        if "和" not in word and not holds_held_out(word):
            return word


def _things(rng: Random, chinese: bool) -> list[str]:
    """Two to four different things."""
    found: list[str] = []
    size = rng.choice((2, 3, 3, 4))
    unseen = chance(rng, 0.7)
    while len(found) < size:
        if not unseen:
            new = plain_values.thing(rng, chinese)
        else:
            new = _unusual_word(rng) if chinese else plain_values.unseen_thing(rng, False)
        if not any(new in other or other in new for other in found):
            found.append(new)
    return found


def _owners(rng: Random, chinese: bool, size: int) -> list[str]:
    """Different people, whose names begin or end alike now and then."""
    if chance(rng, 0.3):
        return alike_names(rng, chinese, size)
    found: list[str] = []
    while len(found) < size:
        name = plain_values.chinese_name(rng) if chinese else plain_values.first_name(rng)
        if not any(name in other or other in name for other in found):
            found.append(name)
    return found


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    chinese = chance(rng, 0.6)
    owners = _owners(rng, chinese, rng.choice((2, 3, 4, 5)))
    lists = {owner: _things(rng, chinese) for owner in owners}
    form = rng.choice(_CHINESE_FORMS if chinese else _FORMS)
    sentences = [form.format(n=owner, l=listed(lists[owner], chinese)) for owner in owners]
    text = ("" if chinese else " ").join(sentences)
    key = rng.choice(_KEYS)
    messages: list[Message] = []
    for owner in rng.sample(owners, len(owners)):
        asked = rng.choice(_CHINESE_ASK if chinese else _ASK).format(n=owner)
        head = "" if messages else f"{text}\n\nJSON, {key} (list): "
        messages += [user(head + asked), assistant(to_json({key: lists[owner]}))]
    return Conversation(tuple(messages))
