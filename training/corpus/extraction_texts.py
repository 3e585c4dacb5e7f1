"""Texts of many forms that say the same: sentences, mails, adverts, lines of labels, rows."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .words import CHINESE_CITIES, CHINESE_NAMES, CITIES, FIRST_NAMES, chance


class Said(NamedTuple):
    """One fact: what a sentence says (a predicate, or after "+" all of it), and label and value."""

    clause: str
    label: str
    text: str


class Topic(NamedTuple):
    """What a text is about: as a sentence begins with it, as pronoun, as label and value."""

    start: str
    pronoun: str
    label: str
    text: str


_FILLERS = ("More on this later.", "That is all I know.", "Let me know if you need more.", "We had soup for lunch.",
            "I heard this yesterday.", "This is just for your information.", "We talked about it at lunch.",
            "Sorry for the late note.", "I hope that helps.", "Nothing else is certain yet.", "I thought you should know.",
            "Anyway, the coffee was good.", "Ask me if anything is unclear.", "I am writing this on the train.")  # fmt: skip
_CHINESE_FILLERS = ("其他的以后再说。", "我就知道这些。", "有问题随时联系我。", "午饭吃的是面条。", "这是昨天听说的。", "仅供参考。",
                    "我们吃饭时聊到了这个。", "抱歉回复晚了。", "希望对你有帮助。", "别的还没定。", "想着跟你说一声。", "我在火车上写的。")  # fmt: skip
_OPENINGS = ("", "", "", "Just so you know: ", "Note: ", "FYI: ", "Quick update: ", "For the record: ", "News: ", "hey, ", "ok so ",
             "Here is what I found: ", "As promised: ", "Summary: ")  # fmt: skip
_CHINESE_OPENINGS = (
    "",
    "",
    "",
    "跟你说一下，",
    "备注：",
    "更新：",
    "据了解，",
    "消息：",
    "你好，",
    "是这样的，",
    "记录一下：",
    "简单说：",
)
_ABOUT = (
    "This is about {}.",
    "About {}:",
    "{}:",
    "Regarding {}:",
    "Notes on {}:",
    "As for {}:",
    "We talked about {}.",
)
_MAILS = ("Hi {p},\n\n{t}\n\nBest,\n{q}", "Dear {p},\n\n{t}\n\nKind regards\n{q}", "Hello {p},\n{t}\nThanks, {q}",
          "Subject: a short note\n\n{t}\n\n{q}", "{p}, {t} Cheers, {q}", "From: {q}\nTo: {p}\n\n{t}")  # fmt: skip
_CHINESE_MAILS = ("{p}，你好：\n\n{t}\n\n此致\n{q}", "尊敬的{p}：\n{t}\n{q}敬上", "{p}，{t} {q}", "主题：通知\n\n{t}\n\n{q}",
                  "发件人：{q}\n收件人：{p}\n\n{t}")  # fmt: skip


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _english_prose(rng: Random, topic: Topic, said: list[Said]) -> str:
    sentences: list[str] = []
    waiting = list(said)
    start = topic.start
    while waiting or not sentences:
        if waiting and waiting[0].clause.startswith("+") and sentences:
            sentences.append(_capital(waiting.pop(0).clause[1:]) + ".")
            continue
        group = []
        for _ in range(rng.choice((1, 1, 2, 2, 3))):
            if waiting and not waiting[0].clause.startswith("+"):
                group.append(waiting.pop(0).clause)
        if not group and waiting:  # a whole sentence stands first: the topic comes before it
            sentences.append(rng.choice(_ABOUT).format(topic.text))
            continue
        if not group:
            sentences.append(
                f"This is {topic.start}."
                if topic.start[0].islower()
                else f"{topic.start} is the one."
            )
            continue
        end = group[0] if len(group) == 1 else f"{', '.join(group[:-1])} and {group[-1]}"
        sentences.append(f"{_capital(start)} {end}.")
        start = topic.pronoun if chance(rng, 0.7) else topic.start
    return " ".join(sentences)


def _chinese_prose(rng: Random, topic: Topic, said: list[Said]) -> str:
    clauses = [fact.clause.removeprefix("+") for fact in said]
    text = topic.start
    if clauses and said[0].clause.startswith("+"):
        text += rng.choice(("的", "的", "，"))
    for index, clause in enumerate(clauses):
        last = index + 1 == len(clauses)
        ends = last or (index and chance(rng, 0.35))
        text += clause + ("。" if ends else "，")
        if ends and not last and chance(rng, 0.3) and not said[index + 1].clause.startswith("+"):
            text += topic.pronoun
    return text if clauses else f"{text}就是这个。"


def _labels(rng: Random, topic: Topic, said: list[Said], chinese: bool) -> str:
    """One label and value after the other, on lines or in one line."""
    pairs = [(topic.label, topic.text), *((fact.label, fact.text) for fact in said)]
    if chance(rng, 0.4):
        rng.shuffle(pairs)
    if chance(rng, 0.12):  # rows
        shown = "".join(text for _, text in pairs)
        comma = rng.choice([c for c in (" | ", "; ", "\t", ",") if c.strip(" ") not in shown])
        return f"{comma.join(p[0] for p in pairs)}\n{comma.join(p[1] for p in pairs)}"
    colon = "：" if chinese else rng.choice((": ", ": ", ": ", " = ", " - "))
    case = rng.choice((str, str, str.capitalize, str.title)) if not chinese else str
    joint = rng.choice(
        ("\n", "\n", "\n- ", "\n* ", "；" if chinese else "; ", "，" if chinese else ", ")
    )
    head = joint.strip("\n;,；，") if joint.startswith("\n") else ""
    return head + joint.join(f"{case(label)}{colon}{text}" for label, text in pairs)


def _people(rng: Random, chinese: bool) -> dict[str, str]:
    names = rng.sample(CHINESE_NAMES if chinese else FIRST_NAMES, 2)
    return {"p": names[0], "q": names[1]}


def _advert(rng: Random, text: str, chinese: bool) -> str:
    place = rng.choice(CHINESE_CITIES if chinese else CITIES)
    forms = (("【广告】{t}欲购从速！", "好消息！{t}", "{t}——{c}晚报", "#推荐 {t}") if chinese
             else ("*** {t} ***", "Good news! {t} Don't miss it!", "{t} (The {c} Times)", "{t} #news", "> {t}"))  # fmt: skip
    return rng.choice(forms).format(t=text, c=place)


def text_for(rng: Random, topic: Topic, said: list[Said], chinese: bool) -> str:
    """Returns a text that says what a topic is and all the facts, in any order."""
    said = list(said)
    rng.shuffle(said)
    if chance(rng, 0.3):
        return _labels(rng, topic, said, chinese)
    text = (_chinese_prose if chinese else _english_prose)(rng, topic, said)
    if chance(rng, 0.2):
        filler = rng.choice(_CHINESE_FILLERS if chinese else _FILLERS)
        space = "" if chinese else " "
        text = filler + space + text if chance(rng, 0.4) else text + space + filler
    pick = rng.random()
    if pick < 0.1:
        mails = _CHINESE_MAILS if chinese else _MAILS
        return rng.choice(mails).format(t=text, **_people(rng, chinese))
    if pick < 0.15:
        return _advert(rng, text, chinese)
    if pick < 0.4:
        return rng.choice(_CHINESE_OPENINGS if chinese else _OPENINGS) + text
    if pick < 0.46:
        name = _people(rng, chinese)["p"]
        return f"{name}：{text}" if chinese else f"{name}: {text}"
    return text.rstrip(".。") if chance(rng, 0.15) else text
