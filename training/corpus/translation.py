"""Translation: English to French, German and Chinese, and Chinese to English."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .sentences import PHRASES, Sentence, random_sentence
from .words import chance, is_held_out

TARGETS = ("French", "German", "Chinese")
CHINESE_LANGUAGE_NAMES = {"English": "英语", "French": "法语", "German": "德语", "Chinese": "中文"}

SYSTEM_PROMPTS = (
    "You are a helpful assistant that translates {source} to {target}. Translate the user sentence.",
    "You are a helpful assistant that translates {source} to {target}.",
    "You are a helpful assistant that translates {source} to {target}.",
    "Translate the following from {source} into {target}",
    "Translate the following from {source} to {target}.",
    "Translate the following into {target}:",
    "You translate {source} to {target}.",
    "You are a translator from {source} to {target}.",
    "You are a helpful translator. Translate the user sentence to {target}.",
    "Translate the user's sentence from {source} to {target}.",
)
CHINESE_SYSTEM_PROMPTS = (
    "你是一个有用的助手，负责将{source}翻译成{target}。请翻译用户的句子。",
    "你是一个有用的助手，负责将{source}翻译成{target}。",
    "你是一个有用的助手，负责将{source}翻译成{target}。",
    "你是一个把{source}翻译成{target}的助手。",
    "你是一个专业的翻译助手，将{source}翻译成{target}。请翻译用户的句子。",
    "将以下内容从{source}翻译成{target}",
    "你是一个乐于助人的助手，可以将{source}翻译成{target}。",
    "请把用户的句子从{source}翻译成{target}。",
)
REQUESTS = (
    "Translate this sentence from {source} to {target}. {text}",
    "Translate this sentence from {source} to {target}: {text}",
    "Translate to {target}: {text}",
    "Translate into {target}: {text}",
    'Translate "{text}" to {target}.',
    'How do you say "{text}" in {target}?',
    "Please translate the following to {target}: {text}",
)
CHINESE_REQUESTS = (
    "把这句话翻译成{target}：{text}",
    "请翻译成{target}：{text}",
    "用{target}怎么说：{text}",
    "将下面的句子翻译成{target}：{text}",
)


def sentence(rng: Random, held_out: bool, reverse: bool = False) -> Sentence:
    """Returns a sentence of the training part or of the held-out part.

    Args:
        rng: Where the choice comes from.
        held_out: Which part.
        reverse: Only sentences whose Chinese has one English meaning.
    """
    if not held_out and chance(rng, 0.12):
        return rng.choice(PHRASES)
    known = {phrase.english for phrase in PHRASES}
    while True:
        found = random_sentence(rng)
        if reverse and not found.reversible:
            continue
        if found.english in known:
            continue
        if is_held_out("translate " + found.english) == held_out:
            return found


def pair(found: Sentence, source: str, target: str) -> tuple[str, str]:
    """Returns the sentence in the two languages."""
    return getattr(found, source.lower()), getattr(found, target.lower())


def instruction(rng: Random, source: str, target: str, chinese: bool) -> str:
    """Returns a system prompt that asks for a translation."""
    if chinese:
        names = CHINESE_LANGUAGE_NAMES
        return rng.choice(CHINESE_SYSTEM_PROMPTS).format(source=names[source], target=names[target])
    return rng.choice(SYSTEM_PROMPTS).format(source=source, target=target)


def direction(rng: Random) -> tuple[str, str]:
    """Returns source and target language."""
    if chance(rng, 0.14):
        return "Chinese", "English"
    return "English", rng.choice(("French", "French", "German", "German", "Chinese"))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more translations."""
    source, target = direction(rng)
    messages: list[Message] = []
    with_system = chance(rng, 0.72)
    if with_system:
        messages.append(system(instruction(rng, source, target, chance(rng, 0.3))))
    for _ in range(rng.choice((1, 2, 4, 6, 8)) if with_system else rng.choice((1, 2, 4, 6))):
        if not with_system:
            source, target = direction(rng)
        text, answer = pair(sentence(rng, False, source == "Chinese"), source, target)
        if with_system:
            messages += [user(text), assistant(answer)]
            continue
        if chance(rng, 0.3):
            name = CHINESE_LANGUAGE_NAMES[target]
            request = rng.choice(CHINESE_REQUESTS).format(target=name, text=text)
        else:
            request = rng.choice(REQUESTS).format(source=source, target=target, text=text)
        messages += [user(request), assistant(answer)]
    return Conversation(tuple(messages))


def held_out_case(
    rng: Random, source: str, target: str, chinese_prompt: bool
) -> tuple[Conversation, str]:
    """Returns a prompt with a sentence never trained on, and its translation."""
    text, answer = pair(sentence(rng, True, source == "Chinese"), source, target)
    prompt = instruction(rng, source, target, chinese_prompt)
    return Conversation((system(prompt), user(text))), answer
