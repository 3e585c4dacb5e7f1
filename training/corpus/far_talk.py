"""Talk about what is out of the model's depth, among what it can do.

Most conversations are one request: the first word of the answer is all there is to learn.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from . import plain_recall
from .chat import SYSTEM_PROMPTS, exchange
from .far_requests import far_request, follow_up
from .known_prompts import is_known
from .out_of_depth import answer_for, is_chinese, is_ours
from .words import chance

Exchange = tuple[str, str]


def far_exchange(rng: Random, chinese: bool) -> Exchange:
    """Returns a request out of the model's depth, and the honest sentence about it."""
    while True:
        text = far_request(rng, chinese)
        if not is_ours(text) and is_chinese(text) == chinese:
            return text, answer_for(chinese)


def _follow_up(rng: Random, chinese: bool) -> Exchange:
    while True:
        text = follow_up(rng, chinese)
        if not is_known(text):
            return text, answer_for(chinese)


def _turns(exchanges: list[Exchange]) -> list[Message]:
    return [message for ask, answer in exchanges for message in (user(ask), assistant(answer))]


def _among_things_told(rng: Random) -> Conversation:
    """A request before the user tells of himself: what is told is noted, what is asked is not."""
    told = plain_recall.sample(rng)
    chinese = any(
        is_chinese(message.content) for message in told.messages if message.role == "user"
    )
    start = 1 if told.messages[0].role == "system" else 0
    asked = _turns([far_exchange(rng, chinese)])
    return Conversation((*told.messages[:start], *asked, *told.messages[start:]))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of such requests, with what it can do in between."""
    if chance(rng, 0.05):
        return _among_things_told(rng)
    chinese = chance(rng, 0.46)
    exchanges = []
    for _ in range(rng.choice((1, 1, 1, 1, 1, 2, 3))):
        known = chance(rng, 0.22)
        exchanges.append(exchange(rng, chinese) if known else far_exchange(rng, chinese))
        if chance(rng, 0.07):
            exchanges.append(_follow_up(rng, chinese))
    first = [system(rng.choice(SYSTEM_PROMPTS))] if chance(rng, 0.12) else []
    return Conversation((*first, *_turns(exchanges)))
