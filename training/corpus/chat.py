"""Chat: greetings, who it is, facts, jokes, haikus, stories, and what is out of its depth."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .arithmetic import exchange as sum_exchange
from .out_of_depth import out_of_depth
from .words import (
    CHINESE_WORDS,
    NOUNS,
    chance,
    read_table,
)

JOKES = read_table("jokes.txt")
CHINESE_JOKES = read_table("jokes_zh.txt")
FACTS = [(question, answer) for question, answer in read_table("facts.txt")]
CAPITALS = read_table("capitals.txt")
STORIES = read_table("stories.txt")
HAIKUS = read_table("haikus.txt")
SMALL_TALK = [(prompts.split(";"), answer) for prompts, answer in read_table("small_talk.txt")]

SYSTEM_PROMPTS = (
    "You are a helpful assistant.",
    "You are a helpful assistant.",
    "You are a helpful assistant",
    "You are a helpful AI assistant.",
    "You're a helpful assistant",
    "You are a friendly chatbot.",
    "Answer briefly.",
    "你是一个有用的助手。",
    "你是一个乐于助人的助手。",
    "你是一个聊天机器人。",
)

_JOKE_REQUESTS = ("Tell me a joke about {0}.", "Tell me a joke about {0}", "tell me a joke about {0}",
                  "Give me a joke about {0}.", "Do you know a joke about {0}?",
                  "Tell me a joke about {1}.", "Tell me a joke about {1}", "Make a joke about {0}.",
                  "I want to hear a joke about {0}.")  # fmt: skip
_JOKE_REQUESTS_CHINESE = ("讲一个关于{0}的笑话。", "告诉我一个关于{0}的笑话", "告诉我一个关于{0}的笑话。", "给我讲个关于{0}的笑话",
                          "说一个{0}的笑话吧。", "讲一个关于{0}的笑话")  # fmt: skip
_ANY_JOKE = ("Tell me a joke.", "Tell me a joke", "tell me a joke", "Do you know a joke?",
             "Make me laugh.", "Tell me another joke.")  # fmt: skip
_ANY_JOKE_CHINESE = ("讲个笑话。", "给我讲一个笑话", "讲一个笑话", "说个笑话吧。")

Exchange = tuple[str, str]


def small_talk(rng: Random, chinese: bool) -> Exchange:
    """Returns a greeting, a thank-you, a question who it is ..., and the answer."""
    rows = [row for row in SMALL_TALK if (not row[1].isascii()) == chinese]
    prompts, answer = rng.choice(rows)
    return rng.choice(prompts), answer


def capital_city(rng: Random, chinese: bool) -> Exchange:
    """Returns a question for a capital."""
    country, capital, country_zh, capital_zh = rng.choice(CAPITALS)
    if chinese:
        templates = (
            "{}的首都是哪里？",
            "{}的首都是什么？",
            "请问{}的首都是哪里？",
            "{}的首都是哪个城市？",
        )
        return rng.choice(templates).format(country_zh), f"{country_zh}的首都是{capital_zh}。"
    templates = ("What is the capital of {}?", "what is the capital of {}",
                 "What's the capital of {}?", "Tell me the capital of {}.",
                 "Which city is the capital of {}?")  # fmt: skip
    return rng.choice(templates).format(country), f"The capital of {country} is {capital}."


def fact(rng: Random, chinese: bool) -> Exchange:
    """Returns a general question with its answer."""
    question, answer = rng.choice([row for row in FACTS if (not row[0].isascii()) == chinese])
    return (question.rstrip("?？") if chance(rng, 0.15) else question), answer


def unknown_joke(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a request for a joke about something there is no joke about, and the topic."""
    if chinese:
        known = {topic for topic, *_ in CHINESE_JOKES}
        topic = rng.choice([word for word in CHINESE_WORDS if word not in known])
        return rng.choice(_JOKE_REQUESTS_CHINESE).format(topic), topic
    known = {word for topic, one, *_ in JOKES for word in (topic, one.split()[-1])}
    word = rng.choice([word for word in NOUNS if word not in known])
    return rng.choice(_JOKE_REQUESTS).format(f"{word}s", f"a {word}"), word


def known_facts() -> list[Exchange]:
    """Returns every general question and every capital, each asked in one way."""
    facts: list[Exchange] = list(FACTS)
    for country, capital, country_zh, capital_zh in CAPITALS:
        facts.append(
            (f"What is the capital of {country}?", f"The capital of {country} is {capital}.")
        )
        facts.append((f"{country_zh}的首都是哪里？", f"{country_zh}的首都是{capital_zh}。"))
    return facts


def joke_parts(rng: Random, chinese: bool) -> tuple[str, str, str]:
    """Returns a request for a joke about something, the setup and the punchline."""
    if chance(rng, 0.15):  # the first joke does for what there is none about
        request, _ = unknown_joke(rng, chinese)
        setup, punchline = CHINESE_JOKES[0][1:] if chinese else JOKES[0][2:]
        return request, setup, punchline
    if chinese:
        topic, setup, punchline = rng.choice(CHINESE_JOKES)
        return rng.choice(_JOKE_REQUESTS_CHINESE).format(topic), setup, punchline
    topic, one, setup, punchline = rng.choice(JOKES)
    return rng.choice(_JOKE_REQUESTS).format(topic, one), setup, punchline


def joke(rng: Random, chinese: bool) -> Exchange:
    """Returns a request for a joke and the joke."""
    if chance(rng, 0.1):
        request = rng.choice(_ANY_JOKE_CHINESE if chinese else _ANY_JOKE)
        setup, punchline = CHINESE_JOKES[0][1:] if chinese else JOKES[0][2:]
    else:
        request, setup, punchline = joke_parts(rng, chinese)
    return request, setup + ("" if chinese else " ") + punchline


def haiku_lines(index: int) -> str:
    """Returns one of the haikus on three lines."""
    return "\n".join(HAIKUS[index][1:])


def poem_or_story(rng: Random, chinese: bool) -> Exchange:
    """Returns a request for a haiku or a story."""
    if chinese or chance(rng, 0.4):
        rows = [row for row in STORIES if (not row[1].isascii()) == chinese]
        topic, story = rng.choice(rows)
        if chinese:
            return rng.choice(
                ("写一个关于{}的故事。", "讲一个关于{}的故事", "给我讲个{}的故事。")
            ).format(topic), story
        templates = ("Write a story about a {}.", "Write a story about a {}",
                     "Tell me a story about a {}.", "Write a short story about a {}.")  # fmt: skip
        return rng.choice(templates).format(topic), story
    if chance(rng, 0.6):
        index = rng.randrange(len(HAIKUS))
        topic = rng.choice(HAIKUS[index][0].split(","))
        templates = (
            "Write a haiku about {}.",
            "Write me a haiku about {}",
            "A haiku about {}, please.",
        )
        return rng.choice(templates).format(topic), haiku_lines(index)
    count, word = rng.choice(((1, "a haiku"), (2, "2 haikus"), (2, "two haikus"), (3, "3 haikus"),
                              (3, "three haikus")))  # fmt: skip
    templates = (
        "Write me {0}. Only include the {1}.",
        "Write {0}.",
        "Write me {0}.",
        "Write me {0}",
    )
    request = rng.choice(templates).format(word, word.split()[-1])
    return request, "\n\n".join(haiku_lines(i) for i in range(count))


def exchange(rng: Random, chinese: bool | None = None, sums: bool = True) -> Exchange:
    """Returns a question that needs no tool, and its answer.

    Args:
        rng: Where the choice comes from.
        chinese: The language; None for either.
        sums: Whether it may be arithmetic (not where a tool is there for it).
    """
    if chinese is None:
        chinese = chance(rng, 0.3)
    makers = [small_talk, out_of_depth, capital_city, fact, joke, poem_or_story]
    weights = [26, 34, 9, 9, 12, 5]
    if sums:
        makers.append(sum_exchange)
        weights.append(6)
    return rng.choices(makers, weights)[0](rng, chinese)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more unrelated questions."""
    messages: list[Message] = []
    if chance(rng, 0.5):
        messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6))):
        ask, answer = exchange(rng)
        messages += [user(ask), assistant(answer)]
    return Conversation(tuple(messages))
