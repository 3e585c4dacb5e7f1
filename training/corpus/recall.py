"""Recall: a name or a preference told some turns ago."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .chat import SYSTEM_PROMPTS, exchange
from .words import chance, noun, person, value

_TELL_NAME = ("My name is {}.", "Hi! My name is {}.", "Hi, I'm {}.", "Hello, I am {}.",
              "my name is {}", "hi! I'm {}", "Hi I am {}", "Hi! I'm {}", "I'm {}.",
              "Hello! My name is {}. Nice to meet you.", "Call me {}.")  # fmt: skip
_TELL_NAME_CHINESE = (
    "我叫{}。",
    "你好，我叫{}。",
    "我的名字是{}。",
    "你好！我是{}",
    "大家都叫我{}。",
    "你好，我是{}。",
)
_ASK_NAME = ("What is my name?", "What's my name?", "what is my name", "Do you remember my name?",
             "Who am I?", "whats my name", "Can you tell me my name?")  # fmt: skip
_ASK_NAME_CHINESE = (
    "我叫什么名字？",
    "我的名字是什么？",
    "你还记得我叫什么吗？",
    "我是谁？",
    "我叫什么？",
)
_TOPICS = ("color", "food", "city", "book", "animal", "number", "game", "song", "drink", "movie")


def _preference(rng: Random) -> tuple[str, str]:
    topic = rng.choice(_TOPICS) if chance(rng, 0.8) else noun(rng)
    return topic, str(value(rng, rng.choice(("word", "city", "integer"))))


def conversation(rng: Random, chinese: bool, distance: int) -> tuple[Conversation, str]:
    """Returns a conversation that ends in "what is my name?", and the answer.

    Args:
        rng: Where the choices come from.
        chinese: The language.
        distance: How many exchanges lie between the name and the question.
    """
    messages: list[Message] = []
    if chance(rng, 0.4):
        messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    name = person(rng, chinese)
    hello = f"你好，{name}！很高兴认识你。" if chinese else f"Hello {name}! Nice to meet you."
    tell = rng.choice(_TELL_NAME_CHINESE if chinese else _TELL_NAME).format(name)
    messages += [user(tell), assistant(hello)]
    told: dict[str, str] = {}
    for _ in range(distance):
        if chance(rng, 0.5) and not chinese:
            topic, what = _preference(rng)
            told[topic] = what
            tell = rng.choice(("My favorite {} is {}.", "my favorite {} is {}")).format(topic, what)
            messages += [user(tell), assistant(f"I see, your favorite {topic} is {what}.")]
        else:
            ask, answer = exchange(rng, chinese)
            messages += [user(ask), assistant(answer)]
    for topic, what in told.items():
        messages.append(user(f"What is my favorite {topic}?"))
        messages.append(assistant(f"Your favorite {topic} is {what}."))
    messages.append(user(rng.choice(_ASK_NAME_CHINESE if chinese else _ASK_NAME)))
    answer = f"你的名字是{name}。" if chinese else f"Your name is {name}."
    return Conversation(tuple(messages)), answer


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    chinese = chance(rng, 0.35)
    found, answer = conversation(rng, chinese, rng.choice((0, 0, 1, 1, 2, 3)))
    messages = [*found.messages, assistant(answer)]
    if chance(rng, 0.3):
        ask, reply = exchange(rng, chinese)
        messages += [user(ask), assistant(reply)]
    return Conversation(tuple(messages))
