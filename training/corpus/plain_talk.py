"""What no tool is for: small talk, opinions, wishes, about things the tools are not about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from ..chat_format import Message, assistant, user
from .chat import small_talk
from .known_prompts import known_answer
from .phrasing import article, plural
from .plain_matters import THINGS
from .plain_slots import city, person
from .tool_turns import no_tool_answer
from .words import ADJECTIVES, CHINESE_WORDS, NOUNS, allowed, chance, read_lines, read_table

_TEMPLATES = tuple(allowed(read_lines(f"plain_talk_{name}.txt")) for name in ("en", "zh"))
_MORE = tuple(allowed(read_lines(f"more_talk_{name}.txt")) for name in ("en", "zh"))
SHARE_OF_MORE = 0.4
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
# No names, no things: no tool could be meant.
_MERE_TALK = tuple([text for text in texts if "{" not in text][:60] for texts in _TEMPLATES)
# Where such a tool is offered, nearly every question could be one for it.
_TAKES_ANYTHING = frozenset({"web", "person", "birthday", "recipe", "menu", "order_dish"})
# What would be a request for a tool of the topic, by words in it.
_MEANT: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("travel", "send_parcel"), ("drive", "holiday", "seats", "way", "车", "假期", "票", "搬", "怎么")),
    (("food",), ("table", "seats", "位子", "座位", "桌", "票", "吃")),
    (("list", "shop", "pay", "post"), ("buy", "pizza", "pay", "order", "rent", "present", "买", "点", "租", "送")),
    (("sound",), ("sing", "song", "hum", "tune", "whistle", "play", "哼", "弹", "唱", "歌", "曲", "调")),
    (("talk", "notes", "tickets", "reminder", "word"), ("write", "tell", "letter", "told", "says", "said", "写", "说", "讲", "告诉", "信")),
    (("words",), ("word", "letter", "rewrite", "correct", "写", "词", "改")),
    (("camera",), ("paint", "draw", "film", "picture", "画", "拍")),
    (("outside",), ("tomorrow", "holiday", "明天", "假期")),
    (("plan", "people", "health"), ("tomorrow", "today", "break", "head", "holiday", "birthday", "明天", "今天", "休息", "生日", "疼", "假期")),
    (("numbers",), ("name {k}", "{k} times", "guess", "how many", "num", "猜", "多少")),
    (("house",), ("clean", "cook", "iron")),
    (("sport", "stock", "wake"), ("win", "赢", "厉害", "sleep", "night", "睡")),
)  # fmt: skip
# To write one of these is not to write to somebody.
_WORKS = ("poem", "song", "rhyme", "verse", "speech", "talk for", "toast", "sermon", "essay", "story", "tale", "slogan", "program", "function",
          "riddle", "诗", "歌", "作文", "故事", "剧本", "祝词", "致辞", "讲话", "台词", "广告", "童话", "谜语", "稿", "贺词", "开场白", "程序", "代码", "什么是", "解释")  # fmt: skip
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


def _any_template(rng: Random, chinese: bool) -> str:
    """A template, with one alternative of each "[one|another]" in it."""
    texts = _MORE if chance(rng, SHARE_OF_MORE) else _TEMPLATES
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), rng.choice(texts[chinese]))


def mere_talk(rng: Random, chinese: bool) -> str:
    """Returns talk with no name and no thing in it."""
    if not chance(rng, SHARE_OF_MORE):
        return rng.choice(_MERE_TALK[chinese])
    text = rng.choice([text for text in _MORE[chinese][:6] if "{" not in text])
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)


def is_meant(text: str, topics: Sequence[str]) -> bool:
    """Says whether a remark could be a request for a tool of one of the topics."""
    if any(topic in _TAKES_ANYTHING for topic in topics):
        return True
    for known, words in _MEANT:
        if not any(topic in known for topic in topics) or not any(word in text for word in words):
            continue
        if "talk" not in known or not any(work in text for work in _WORKS):
            return True
    return False


def _template(rng: Random, chinese: bool, topics: Sequence[str]) -> str:
    if any(topic in _TAKES_ANYTHING for topic in topics):
        return mere_talk(rng, chinese)
    while True:
        text = _any_template(rng, chinese)
        if not is_meant(text, topics):
            return text


def remark(rng: Random, chinese: bool, taken: str, topics: Sequence[str] = ()) -> str:
    """Returns something that no tool is for.

    None of its things occurs in the text `taken`, and it is no request for the topics.
    """
    n, m = _noun(rng, chinese, taken), _noun(rng, chinese, taken)
    text = _template(rng, chinese, topics).replace("{n}s", "{ns}").replace("{m}s", "{ms}").format(
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


def turn(rng: Random, chinese: bool, taken: str, topics: Sequence[str]) -> list[Message]:
    """Returns such a remark with its answer."""
    if chance(rng, 0.12):
        text, answer = small_talk(rng, chinese)
        return [user(text), assistant(answer)]
    text = remark(rng, chinese, taken, topics)
    return [user(text), assistant(known_answer(text) or no_tool_answer(chinese))]
