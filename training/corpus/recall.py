"""Recall: names, numbers and preferences told some turns ago, corrected, or never told."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .chat import SYSTEM_PROMPTS, exchange
from .phrasing import capital
from .prose_values import value
from .replies import greeting, short_reply
from .thing_names import thing_name
from .words import (
    FIRST_NAMES,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    noun,
    number,
    person,
    read_table,
)


class Topic(NamedTuple):
    """What a user may tell of himself."""

    name: str
    value_kind: str
    told: list[str]
    answer: str
    asked: list[str]
    corrected: list[str]


class Told(NamedTuple):
    """Something that was told: its topic, value, and what the model says about it."""

    topic: Topic
    value: str
    answer: str


def _read(name: str) -> list[Topic]:
    topics = []
    for what, kind, told, answer, asked, corrected in read_table(name):
        told_, asked_ = allowed(told.split(";")), allowed(asked.split(";"))
        corrected_ = allowed(corrected.split(";"))
        if told_ and asked_ and corrected_:
            topics.append(Topic(what, kind, told_, answer, asked_, corrected_))
    return topics


TOPICS = (_read("recall_en.txt"), _read("recall_zh.txt"))
_FAVOURITES = ("color", "food", "city", "book", "animal", "number", "game", "song", "drink", "movie", "season", "sport",
               "fruit", "colour", "subject", "band", "restaurant", "flower", "holiday", "day")  # fmt: skip
_FAVOURITES_CHINESE = ("颜色", "食物", "城市", "书", "动物", "数字", "游戏", "歌", "饮料", "电影", "季节", "运动", "水果", "科目", "花",
                       "节日", "菜", "歌手", "餐厅", "零食")  # fmt: skip
_FAVOURITE = (
    Topic("favourite", "", ["My favorite {k} is {v}.", "my favorite {k} is {v}", "My favourite {k} is {v}.",
                            "The {k} I like best is {v}.", "I like {v} best of every {k}.", "{v} is my favorite {k}."],
          "Your favorite {k} is {v}.",
          ["What is my favorite {k}?", "What's my favorite {k}?", "what is my favorite {k}", "Which {k} do I like best?",
           "What is my favourite {k}?", "Do you remember my favorite {k}?", "Tell me my favorite {k}."],
          ["Actually, my favorite {k} is {v}.", "I changed my mind, my favorite {k} is {v}."]),
    Topic("favourite", "", ["我最喜欢的{k}是{v}。", "我最爱的{k}是{v}", "{v}是我最喜欢的{k}。", "说到{k}，我最喜欢{v}。"],
          "你最喜欢的{k}是{v}。",
          ["我最喜欢的{k}是什么？", "我最爱什么{k}？", "还记得我最喜欢的{k}吗？", "我最喜欢哪种{k}？"],
          ["其实我最喜欢的{k}是{v}。", "我改主意了，最喜欢的{k}是{v}。"]),
)  # fmt: skip
_THING = (
    Topic("thing", "", ["My {k} is called {v}.", "Remember that the {k} is {v}.", "Note: the {k} is {v}.",
                        "For later: the {k} is {v}."], "The {k} is {v}.",
          ["What is the {k}?", "What was the {k}?", "Tell me the {k}.", "What did I say about the {k}?"],
          ["Actually, the {k} is {v}.", "The {k} is now {v}."]),
    Topic("thing", "", ["记一下，{k}是{v}。", "请记住{k}是{v}。", "备忘：{k}是{v}"], "{k}是{v}。",
          ["{k}是什么？", "刚才说的{k}是什么？", "告诉我{k}。", "还记得{k}吗？"],
          ["其实{k}是{v}。", "{k}改成{v}了。"]),
)  # fmt: skip
NOT_TOLD, NOT_TOLD_CHINESE = "You have not told me that.", "你还没有告诉我。"


def _with_word(topic: Topic, word: str) -> Topic:
    def put(texts: list[str]) -> list[str]:
        return [text.replace("{k}", word) for text in texts]

    return Topic(f"{topic.name} {word}", topic.value_kind, put(topic.told), topic.answer.replace("{k}", word),
                 put(topic.asked), put(topic.corrected))  # fmt: skip


def _topic(rng: Random, chinese: bool) -> Topic:
    pick = rng.random()
    if pick < 0.16:
        return TOPICS[chinese][0]
    if pick < 0.72:
        return rng.choice(TOPICS[chinese][1:])
    word = chinese_word(rng) if chinese else noun(rng)
    if pick < 0.9:
        listed = _FAVOURITES_CHINESE if chinese else _FAVOURITES
        return _with_word(_FAVOURITE[chinese], rng.choice(listed) if chance(rng, 0.75) else word)
    return _with_word(_THING[chinese], word)


def _value(rng: Random, topic: Topic, chinese: bool) -> str:
    kind = topic.value_kind or rng.choice(("thing", "thing", "city", "number", "color", "person"))
    if kind == "person":
        return person(rng, chinese)
    if kind == "pet name":
        if chinese:
            return thing_name(rng, "pet", True)
        return rng.choice(FIRST_NAMES) if chance(rng, 0.4) else capitalised(rng)
    if kind == "city":
        return city(rng, chinese)
    return str(1 + number(rng)) if kind == "order number" else value(rng, kind, chinese)


def _tell(rng: Random, topic: Topic, chinese: bool, again: bool = False) -> tuple[str, Told]:
    said = _value(rng, topic, chinese)
    text = rng.choice(topic.corrected if again else topic.told).replace("{v}", said)
    return capital(text) if text.startswith(said) else text, Told(
        topic, said, capital(topic.answer.replace("{v}", said))
    )


def acknowledged(told: Told, chinese: bool) -> str:
    """Returns what the model says to something it is told."""
    if told.topic.name == "name":
        return greeting(told.value, chinese)
    if chinese:
        return f"好的，{told.answer}"
    inside = told.answer[0].lower() + told.answer[1:]
    return f"I see, {inside}"


def _several(rng: Random, told: list[tuple[str, Told]], chinese: bool) -> tuple[str, str]:
    """Two or three things told in one message, and what is said to it."""
    space = "" if chinese else " "
    texts = [text if text[-1] in ".。" else text + ("。" if chinese else ".") for text, _ in told]
    first = next((found for _, found in told if found.topic.name == "name"), told[0][1])
    return space.join(texts), acknowledged(first, chinese)


class _Talk:
    """A conversation in the making, and what was told in it."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self.messages: list[Message] = []
        self.known: dict[str, Told] = {}

    def tell(self, topic: Topic, again: bool = False) -> None:
        """Lets the user say something of himself."""
        text, told = _tell(self.rng, topic, self.chinese, again)
        self.known[topic.name] = told
        # An answer that repeats what was told would be all that is ever looked up.
        if chance(self.rng, 0.2 if topic.name == "name" else 0.6):
            reply = short_reply(self.rng, self.chinese)
        else:
            reply = acknowledged(told, self.chinese)
        self.messages += [user(text), assistant(reply)]

    def tell_several(self) -> None:
        """Lets the user say two or three things at once."""
        topics = {topic.name: topic for topic in (_topic(self.rng, self.chinese) for _ in range(3))}
        told = [_tell(self.rng, topic, self.chinese) for topic in topics.values()]
        for _, found in told:
            self.known[found.topic.name] = found
        ask, answer = _several(self.rng, told, self.chinese)
        self.messages += [user(ask), assistant(answer)]

    def ask(self, topic: Topic) -> None:
        """Asks for something, told or not."""
        found = self.known.get(topic.name)
        nothing = NOT_TOLD_CHINESE if self.chinese else NOT_TOLD
        question = self.rng.choice(topic.asked)
        self.messages += [user(question), assistant(found.answer if found else nothing)]

    def other(self, distance: int) -> None:
        """Speaks of other things for some turns, now and then of what is told as well."""
        for _ in range(distance):
            pick = self.rng.random()
            if pick < 0.25:
                topic = _topic(self.rng, self.chinese)
                if topic.name not in self.known:
                    self.tell(topic)
                    continue
            elif pick < 0.32 and self.known:
                self.tell(self.rng.choice(list(self.known.values())).topic, again=True)
                continue
            ask, answer = exchange(self.rng, self.chinese)
            if len(ask) < 120:
                self.messages += [user(ask), assistant(answer)]

    def finish(self) -> None:
        """Asks for one to three of the things, and for some that were never told."""
        topics = [told.topic for told in self.known.values()]
        self.rng.shuffle(topics)
        asked = topics[: self.rng.choice((1, 1, 2, 3))]
        if chance(self.rng, 0.3) or not asked:
            topic = _topic(self.rng, self.chinese)
            while topic.name.startswith(
                "thing"
            ):  # "what is the lamp?" alone is no question of memory
                topic = _topic(self.rng, self.chinese)
            asked.insert(self.rng.randrange(len(asked) + 1), topic)
        for topic in asked:
            self.ask(topic)


def _told_by_system(rng: Random, talk: _Talk) -> None:
    """What the system message says of the user."""
    told = _tell(rng, TOPICS[talk.chinese][0], talk.chinese)[1]
    talk.known["name"] = told
    texts = (f"用户的名字是{told.value}。", f"用户叫{told.value}。") if talk.chinese else (
        f"The user's name is {told.value}.", f"You are talking to {told.value}.", f"The user is called {told.value}.")  # fmt: skip
    text = rng.choice(texts)
    extra = rng.choice(
        ("", "你是一个有用的助手。" if talk.chinese else "You are a helpful assistant. ")
    )
    talk.messages.append(system(extra + text))


def conversation(rng: Random, chinese: bool, distance: int) -> tuple[Conversation, str]:
    """Returns a conversation that ends in "what is my name?", and the answer.

    Args:
        rng: Where the choices come from.
        chinese: The language.
        distance: How many exchanges lie between the name and the question.
    """
    talk = _Talk(rng, chinese)
    name = TOPICS[chinese][0]
    talk.tell(name)
    for _ in range(distance):
        ask, answer = exchange(rng, chinese)
        talk.messages += [user(ask), assistant(answer)]
    talk.ask(name)
    *messages, last = talk.messages
    return Conversation(tuple(messages)), last.content


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    chinese = chance(rng, 0.42)
    talk = _Talk(rng, chinese)
    pick = rng.random()
    if pick < 0.06:
        _told_by_system(rng, talk)
    elif pick < 0.4:
        talk.messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    if chance(rng, 0.15):
        talk.other(1)
    if chance(rng, 0.12):
        talk.tell_several()
    elif chance(rng, 0.94):
        talk.tell(_topic(rng, chinese))
    talk.other(rng.choice((0, 0, 1, 1, 2, 3, 4, 5, 7)))
    talk.finish()
    if chance(rng, 0.15):
        talk.other(1)
        talk.finish()
    return Conversation(tuple(talk.messages))
