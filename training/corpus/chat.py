"""Chat: greetings, who it is, facts, jokes, haikus, stories, and what is out of its depth."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .arithmetic import exchange as sum_exchange
from .out_of_depth import out_of_depth
from .phrasing import article, plural
from .words import (
    CHINESE_WORDS,
    NOUNS,
    allowed,
    chance,
    holds_held_out,
    read_lines,
    read_table,
)

JOKES = read_table("jokes.txt")
CHINESE_JOKES = read_table("jokes_zh.txt")
_FACT_ROWS = [(questions.split(";"), answer) for questions, answer in read_table("facts.txt")]
FACTS = [(questions[0], answer) for questions, answer in _FACT_ROWS]
CAPITALS = [row for row in read_table("capitals.txt") if not any(map(holds_held_out, row))]
STORIES = read_table("stories.txt")
HAIKUS = read_table("haikus.txt")
SMALL_TALK = [(prompts.split(";"), answer) for prompts, answer in read_table("small_talk.txt")]
_MORE_SMALL_TALK = {
    answer: allowed(prompts.split(";")) for prompts, answer in read_table("more_small_talk.txt")
}
SYSTEM_PROMPTS = tuple(allowed(read_lines("system_prompts.txt")))
_WAYS = {
    (intent, language): allowed(ways.split(";"))
    for intent, language, ways in read_table("chat_phrasing.txt")
}
_KNOWN_JOKES = {word for topic, one, *_ in JOKES for word in (topic, one.split()[-1])}
_KNOWN_CHINESE_JOKES = {topic for topic, *_ in CHINESE_JOKES}
_NO_JOKE = [word for word in NOUNS if word not in _KNOWN_JOKES]
_NO_CHINESE_JOKE = [word for word in CHINESE_WORDS if word not in _KNOWN_CHINESE_JOKES]

Exchange = tuple[str, str]


def _way(rng: Random, intent: str, chinese: bool) -> str:
    return rng.choice(_WAYS[intent, "zh" if chinese else "en"])


def _in_any_case(rng: Random, text: str, chinese: bool) -> str:
    """The prompt without its mark, in small letters or as a shout, now and then."""
    pick = rng.random()
    if pick < 0.1:
        return text.rstrip("?？.。!！")
    if pick < 0.16 and not chinese:
        return text.lower()
    if pick < 0.19:
        return text.rstrip("?？.。!！") + rng.choice(
            ("！", "～", "呀") if chinese else ("!", "!!", " :)")
        )
    return text


def small_talk(rng: Random, chinese: bool) -> Exchange:
    """Returns a greeting, a thank-you, a question who it is ..., and the answer."""
    rows = [row for row in SMALL_TALK if (not row[1].isascii()) == chinese]
    prompts, answer = rng.choice(rows)
    more = _MORE_SMALL_TALK.get(answer)
    if more and chance(rng, 0.6):
        return _in_any_case(rng, rng.choice(more), chinese), answer
    return rng.choice(prompts), answer


def capital_city(rng: Random, chinese: bool) -> Exchange:
    """Returns a question for a capital."""
    country, capital, country_zh, capital_zh = rng.choice(CAPITALS)
    if chinese:
        return _way(rng, "capital", True).format(country_zh), f"{country_zh}的首都是{capital_zh}。"
    answer = f"The capital of {country} is {capital}"
    return _way(rng, "capital", False).format(country), answer.rstrip(".") + "."


def fact(rng: Random, chinese: bool) -> Exchange:
    """Returns a general question with its answer."""
    questions, answer = rng.choice(
        [row for row in _FACT_ROWS if (not row[0][0].isascii()) == chinese]
    )
    question = questions[0] if chance(rng, 0.4) else rng.choice(questions)
    return (question.rstrip("?？") if chance(rng, 0.15) else question), answer


def unknown_joke(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a request for a joke about something there is no joke about, and the topic."""
    if chinese:
        topic = rng.choice(_NO_CHINESE_JOKE)
        return _way(rng, "joke", True).format(topic), topic
    word = rng.choice(_NO_JOKE)
    return _way(rng, "joke", False).format(plural(word), article(word)), word


def joke_topic(rng: Random, chinese: bool) -> tuple[str, str, str]:
    """Returns what a joke is about, often nothing that there is one about, and its two parts."""
    rows = [row[-3:] for row in (CHINESE_JOKES if chinese else JOKES)]
    topic, setup, punchline = rng.choice(rows)
    if chance(rng, 0.5):
        topic = rng.choice(_NO_CHINESE_JOKE if chinese else _NO_JOKE)
        topic = topic if chinese else rng.choice((plural(topic), article(topic)))
        _, setup, punchline = rows[0]
    return topic, setup, punchline


def known_facts() -> list[Exchange]:
    """Returns every general question and every capital, each asked in one way."""
    facts: list[Exchange] = list(FACTS)
    for country, capital, country_zh, capital_zh in CAPITALS:
        answer = f"The capital of {country} is {capital}".rstrip(".") + "."
        facts.append((f"What is the capital of {country}?", answer))
        facts.append((f"{country_zh}的首都是哪里？", f"{country_zh}的首都是{capital_zh}。"))
    return facts


def first_joke(chinese: bool) -> tuple[str, str]:
    """Returns the two parts of the joke that does for what there is none about."""
    setup, punchline = CHINESE_JOKES[0][1:] if chinese else JOKES[0][2:]
    return setup, punchline


def joke_parts(rng: Random, chinese: bool) -> tuple[str, str, str]:
    """Returns a request for a joke about something, the setup and the punchline."""
    if chance(rng, 0.15):
        request, _ = unknown_joke(rng, chinese)
        return request, *first_joke(chinese)
    if chinese:
        topic, setup, punchline = rng.choice(CHINESE_JOKES)
        return _way(rng, "joke", True).format(topic), setup, punchline
    topic, one, setup, punchline = rng.choice(JOKES)
    return _way(rng, "joke", False).format(topic, one), setup, punchline


def joke(rng: Random, chinese: bool) -> Exchange:
    """Returns a request for a joke and the joke."""
    if chance(rng, 0.1):
        request = _way(rng, "any joke", chinese)
        setup, punchline = first_joke(chinese)
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
        return _way(rng, "story", chinese).format(topic), story
    if chance(rng, 0.6):
        index = rng.randrange(len(HAIKUS))
        topic = rng.choice(HAIKUS[index][0].split(","))
        return _way(rng, "haiku", False).format(topic), haiku_lines(index)
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
        chinese = chance(rng, 0.42)
    makers = [small_talk, out_of_depth, capital_city, fact, joke, poem_or_story]
    weights = [24, 38, 10, 12, 11, 5]
    if sums:
        makers.append(sum_exchange)
        weights.append(6)
    return rng.choices(makers, weights)[0](rng, chinese)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more unrelated questions."""
    messages: list[Message] = []
    if chance(rng, 0.4):
        messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    both = chance(rng, 0.1)
    chinese = chance(rng, 0.42)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4, 6))):
        ask, answer = exchange(rng, None if both else chinese)
        messages += [user(ask), assistant(answer)]
    return Conversation(tuple(messages))
