"""Translations of held-out combinations of words that the model knows."""

from __future__ import annotations

from random import Random

from ..chat_format import system, user
from ..corpus import translation
from .case import LANGUAGES, Case, Maker, Row, chat, made_row
from .judges import has_text

DIRECTIONS = (
    ("English", "French"),
    ("English", "German"),
    ("English", "Chinese"),
    ("Chinese", "English"),
)
_CHINESE_NAMES = {"English": "英文", "French": "法文", "German": "德文", "Chinese": "中文"}
# With a sentence in the system message: the user only says what is to be translated.
_SYSTEM = {
    "en": (
        "Your job: {source} in, {target} out.",
        "Whatever the user writes in {source}, put it into {target}.",
        "You work as an interpreter. Render {source} as {target}.",
        "Give the {target} version of each {source} sentence",
    ),
    "zh": (
        "你的工作是把{source}译成{target}。",
        "用户说{source}，你用{target}说一遍。",
        "你是口译员，请把{source}转成{target}。",
        "收到{source}句子后给出{target}译文",
    ),
}
_USER = {
    "en": (
        "{text}\n\nWrite this in {target}.",
        "can you put this into {target}: {text}",
        "I need this in {target} please: {text}",
        "{target} for: {text}",
        "What's the {target} for: {text}",
        "Say this in {target}: {text}",
    ),
    "zh": (
        "帮我把下面这句译成{target}：{text}",
        "{text}\n\n这句话的{target}怎么说？",
        "麻烦用{target}表达：{text}",
        "译成{target}：{text}",
        "我想知道这句的{target}：{text}",
    ),
}


def _maker(source: str, target: str) -> Maker:
    def make(rng: Random, language: str) -> Case:
        sentence = translation.sentence(rng, True, source == "Chinese")
        text, expected = translation.pair(sentence, source, target)
        names = [source, target]
        if language == "zh":
            names = [_CHINESE_NAMES[name] for name in names]
        given = {"source": names[0], "target": names[1], "text": text}
        if rng.random() < 0.5:
            asked = chat(system(rng.choice(_SYSTEM[language]).format(**given)), user(text))
        else:
            asked = chat(user(rng.choice(_USER[language]).format(**given)))
        return Case(asked, has_text(expected), expected)

    return make


def rows() -> list[Row]:
    """Returns a row for each direction and language of the request."""
    return [
        made_row(f"translate {source} to {target}", language, 0.98, _maker(source, target))
        for source, target in DIRECTIONS
        for language in LANGUAGES
    ]
