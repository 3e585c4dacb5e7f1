"""Classification and tagging: sentiment, language, aggressiveness; and lists of objects."""

from __future__ import annotations

from random import Random
from typing import Any

from ..chat_format import Json
from .kept_apart import is_free
from .schemas import Field, Task
from .sentences import NOUNS
from .words import (
    CHINESE_CITIES,
    CITIES,
    capitalised,
    chance,
    chinese_word,
    noun,
    person,
    read_table,
)

# language, sentiment, whether it is aggressive ("0" or "1"), text
OPINIONS = [row for row in read_table("opinions.txt") if is_free(row[3].replace("{n}", ""))]
_THINGS = [each for each in NOUNS if each.kind in "tvf"]
_SENTIMENTS = (
    ("positive", "negative", "neutral"), ("positive", "negative", "neutral"), ("happy", "sad", "neutral"),
    ("good", "bad", "neutral"), ("POSITIVE", "NEGATIVE", "NEUTRAL"), ("正面", "负面", "中性"), ("积极", "消极", "中性"),
)  # fmt: skip
_LANGUAGES = ("English", "Chinese", "French", "German", "Spanish")
_CHINESE_LANGUAGES = {
    "English": "英语",
    "Chinese": "中文",
    "French": "法语",
    "German": "德语",
    "Spanish": "西班牙语",
}
_FRAMES = ("{t}", "{t}", "{t}", "Classify this text: {t}", "Text: {t}", "Passage:\n{t}", 'Tag the following passage: "{t}"',
           "What does this message say about its writer? {t}", "Analyse this review: {t}", "Please classify: {t}", "Review: {t}")  # fmt: skip
_CHINESE_FRAMES = (
    "{t}",
    "{t}",
    "{t}",
    "请给这段话分类：{t}",
    "文本：{t}",
    "段落：\n{t}",
    "分析这条评论：{t}",
    "请判断：{t}",
    "评论：{t}",
)
_ABOUT_SENTIMENT = (
    None,
    None,
    "The sentiment of the text",
    "How the writer feels",
    "Whether the text is friendly or not",
    "文本的情感",
)
_ABOUT_LANGUAGE = (
    None,
    None,
    "The language the text is written in",
    "Language of the text",
    "文本所用的语言",
)
_ABOUT_ANGER = (
    None,
    "How aggressive the text is on a scale from 1 to {}",
    "How aggressive the statement is, the higher the more (1 to {})",
    "攻击性，1到{}",
)


def _sentiment_field(rng: Random) -> tuple[Field, dict[str, Any]]:
    words = rng.choice(_SENTIMENTS)
    meanings = dict(zip(("positive", "negative", "neutral"), words, strict=True))
    is_enum = words[0] != "positive" or chance(rng, 0.75)
    options = words if chance(rng, 0.7) else (words[2], words[0], words[1])
    name = rng.choice(("sentiment", "sentiment", "sentiment", "mood", "label", "feeling", "tone"))
    kind = "enum" if is_enum else "word"
    return Field(
        name, kind, rng.choice(_ABOUT_SENTIMENT), options=options if is_enum else ()
    ), meanings


def _language_field(rng: Random) -> tuple[Field, dict[str, Any]]:
    form = rng.choice((str, str, str.lower))
    meanings: dict[str, Any] = {language: form(language) for language in _LANGUAGES}
    if chance(rng, 0.12):
        meanings = dict(_CHINESE_LANGUAGES)
    is_enum = "English" not in meanings.values() or chance(rng, 0.4)
    options = tuple(meanings.values()) if is_enum else ()
    name = rng.choice(("language", "language", "language", "lang", "written_in"))
    return Field(
        name, "enum" if is_enum else "word", rng.choice(_ABOUT_LANGUAGE), options=options
    ), meanings


def _anger_field(rng: Random) -> tuple[Field, dict[str, Any]]:
    """How aggressive a text is: calm ones are 1, others the most there is."""
    most = rng.choice((5, 5, 10))
    if chance(rng, 0.3):
        return Field(rng.choice(("aggressive", "is_aggressive", "hostile")), "boolean"), {
            "0": False,
            "1": True,
        }
    about = rng.choice(_ABOUT_ANGER)
    options = tuple(range(1, 6)) if most == 5 and chance(rng, 0.3) else ()
    name = rng.choice(("aggressiveness", "aggressiveness", "anger", "aggression"))
    about = about.format(most) if about else f"1 to {most}"
    return Field(name, "integer", about, options=options), {"0": 1, "1": most}


def opinion_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns texts to be classified by what they feel, how angry and in which language they are."""
    makers = [_sentiment_field, _language_field, _anger_field]
    columns = {_sentiment_field: 1, _language_field: 0, _anger_field: 2}
    chosen = rng.choice(([0], [0], [0, 1], [0, 2], [0, 2, 1], [0, 2, 1], [1], [2, 0], [2]))
    fields = [(*makers[index](rng), columns[makers[index]]) for index in chosen]
    found = []
    for _ in range(turns):
        language = "Chinese" if chinese else "English"
        if 1 in chosen and chance(rng, 0.55):
            language = rng.choice(_LANGUAGES)
        row = rng.choice([row for row in OPINIONS if row[0] == language])
        thing = rng.choice(_THINGS)
        if language == "Chinese":
            text = row[3].format(n=thing.chinese)
        else:
            text = row[3].replace("a {n}", thing.with_article).format(n=thing.english)
        frame = rng.choice(_CHINESE_FRAMES if chinese else _FRAMES)
        found.append(
            (frame.format(t=text), {f.name: means[row[column]] for f, means, column in fields})
        )
    title = rng.choice(
        ("Classification", "Classification", "Tags", "Review", "Analysis", "TextInfo")
    )
    about = rng.choice(("", "", "What kind of text it is.", "Classification of a text."))
    return Task(title, about, [field for field, _, _ in fields], found)


# the list, the objects' class, their two keys, how a sentence and a Chinese sentence say one
_LISTS = (
    ("people", "Person", ("name", "age"), ("{a} is {b} years old", "{a} is {b}", "{a} turned {b}"), ("{a}今年{b}岁", "{a}{b}岁")),
    ("people", "Person", ("name", "city"), ("{a} lives in {b}", "{a} comes from {b}"), ("{a}住在{b}", "{a}来自{b}")),
    ("items", "Item", ("name", "quantity"), ("{b} pieces of {a}", "{a}: {b}", "{b} x {a}"), ("{a}{b}个", "{b}个{a}")),
    ("products", "Product", ("name", "price"), ("the {a} costs ${b}", "the {a} is {b} dollars"), ("{a}{b}元", "{a}卖{b}元")),
    ("cities", "City", ("name", "temperature"), ("{a} has {b} degrees", "{a}: {b} degrees"), ("{a}{b}度", "{a}的气温是{b}度")),
    ("players", "Player", ("name", "points"), ("{a} scored {b} points", "{a} got {b}"), ("{a}得了{b}分", "{a}：{b}分")),
)  # fmt: skip


def _pair(rng: Random, name: str, keys: tuple[str, str], chinese: bool) -> Json:
    if name in ("people", "players"):
        first: str = person(rng, chinese)
    elif name == "cities":
        first = rng.choice(CHINESE_CITIES if chinese else CITIES)
    else:
        first = chinese_word(rng) if chinese else noun(rng)
    if keys[1] == "city":
        return {
            keys[0]: first,
            keys[1]: rng.choice(CHINESE_CITIES) if chinese else capitalised(rng),
        }
    return {keys[0]: first, keys[1]: rng.randrange(1, 100)}


def objects_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns texts that name several people or things, to be read into a list of objects."""
    name, title, keys, english, said_in_chinese = rng.choice(_LISTS)
    kind = "string" if keys[1] == "city" else "integer"
    parts = (Field(keys[0], "string"), Field(keys[1], kind))
    found = []
    for _ in range(turns):
        objects = [_pair(rng, name, keys, chinese) for _ in range(rng.choice((1, 2, 2, 3, 3, 4)))]
        form = rng.choice(said_in_chinese if chinese else english)
        said = [form.format(a=each[keys[0]], b=each[keys[1]]) for each in objects]
        if chinese:
            text = "，".join(said) + "。"
        else:
            text = ", ".join(said[:-1]) + (" and " if len(said) > 1 else "") + said[-1] + "."
            text = text[0].upper() + text[1:] if objects and form[0] == "t" else text
        found.append((text, {name: objects}))
    about = rng.choice(("", f"All {name} of a text.", "Extracted data."))
    whole = rng.choice(("Data", "Extraction", "Result", name.capitalize()))
    return Task(whole, about, [Field(name, "objects", fields=parts, title=title)], found)
