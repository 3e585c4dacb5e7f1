"""What is stated and what is denied: one to three truths, told anew in every short note."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, to_json, user
from .drill_fields import object_request
from .field_steps import ordinary_field, remark, subject
from .plain_extraction import Part, simple
from .words import chance

_ABOUT = ("Yes or no.", "What is true and what is not.", "Whether it is so.")
_CHINESE_ABOUT = ("是或否。", "哪些属实。", "是不是这样。")


def _truths(rng: Random, chinese: bool) -> list[Part]:
    """Different truths with different keys."""
    parts: dict[str, Part] = {}
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        field = ordinary_field(rng, "truth", chinese)
        part = simple(rng, field, chinese)
        parts.setdefault(
            subject(field), part._replace(forms=tuple(rng.sample(part.forms, len(part.forms))))
        )
    return list({part.key: part for part in parts.values()}.values())


def sample(rng: Random, chinese: bool) -> Conversation:
    """Returns a schema of truths, and some notes that state or deny each of them."""
    parts = _truths(rng, chinese)
    about = _CHINESE_ABOUT if chinese else _ABOUT
    messages: list[Message] = [system(object_request(rng, parts, about, 0.4))]
    for turn in range(rng.choice((3, 4, 5, 6))):
        told = [part.say(rng, turn, chinese) for part in parts]
        sentences = [sentence for _, sentence in told]
        if chance(rng, 0.3):
            sentences.append(remark(rng, chinese))
        rng.shuffle(sentences)
        found = {part.key: value for part, (value, _) in zip(parts, told, strict=True)}
        messages += [user(("" if chinese else " ").join(sentences)), assistant(to_json(found))]
    return Conversation(tuple(messages))
