"""Translation: English to French, German and Chinese, and Chinese to English."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .sentences import PHRASES, Sentence, random_sentence, single_word
from .words import chance, is_held_out

TARGETS = ("French", "German", "Chinese")
CHINESE_LANGUAGE_NAMES = {"English": "英语", "French": "法语", "German": "德语", "Chinese": "中文"}
_OTHER_CHINESE_NAMES = {"English": "英文", "French": "法文", "German": "德文", "Chinese": "汉语"}
_OTHER_NAMES = {"English": "English", "French": "french", "German": "german", "Chinese": "Mandarin"}
# How a language calls itself: "... auf Deutsch?".
_OWN_NAMES = {
    "English": "in English",
    "French": "en français",
    "German": "auf Deutsch",
    "Chinese": "用中文",
}

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
    "You are an expert translator. Translate everything from {source} into {target}.",
    "Translate what the user writes into {target}.",
    "Your task is to translate {source} text into {target}. Reply with the translation only.",
    "{source} to {target} translation. Answer with nothing but the translation.",
    "Whatever the user says in {source}, say it in {target}.",
    "Turn every {source} line into {target}.",
    "You always answer with the {target} translation of the user's words.",
    "Translate from {source} to {target}",
    "Translate the user's message to {target}.",
    "You help a student of {target}: translate each {source} sentence into {target}.",
    "Translate to {target}. No explanations.",
    "Convert {source} into {target}.",
    "You are a professional interpreter working from {source} into {target}.",
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
    "你是翻译，把用户说的{source}翻成{target}。",
    "把下面的{source}译成{target}，只给出译文。",
    "请将用户输入的{source}翻译为{target}，不要解释。",
    "{source}译{target}。",
    "你的任务是将{source}文本翻译成{target}。",
    "用户说{source}，你用{target}复述。",
    "你是一名{source}到{target}的口译员。",
    "请用{target}翻译用户的话。",
)
REQUESTS = (
    "Translate this sentence from {source} to {target}. {text}",
    "Translate this sentence from {source} to {target}: {text}",
    "Translate to {target}: {text}",
    "Translate into {target}: {text}",
    'Translate "{text}" to {target}.',
    "Translate '{text}' to {target}",
    'Translate "{text}" into {target}, please.',
    'How do you say "{text}" in {target}?',
    "How do you say '{text}' in {target}?",
    "how do i say {text} in {target}",
    "Please translate the following to {target}: {text}",
    "Can you translate this into {target}? {text}",
    "Could you put this into {target} for me: {text}",
    'What is "{text}" in {target}?',
    "What's '{text}' in {target}?",
    "{text} - in {target}, please.",
    "{text} in {target} please",
    "{target} translation of: {text}",
    "{target}: {text}",
    "{text} -> {target}",
    'Say "{text}" in {target}.',
    "I need this in {target}: {text}",
    'Give me the {target} for "{text}".',
    'How would a {target} speaker say "{text}"?',
    "{text}\n\nTranslate the above to {target}.",
    "Translate from {source} to {target}:\n{text}",
    "translate to {target}: {text}",
    'I want to tell my friend "{text}" in {target}. How?',
    '"{text}" {own}?',
    "{text} {own}, please",
    'My homework: translate "{text}" into {target}.',
    "Write this in {target}: {text}",
)
CHINESE_REQUESTS = (
    "把这句话翻译成{target}：{text}",
    "请翻译成{target}：{text}",
    "用{target}怎么说：{text}",
    "将下面的句子翻译成{target}：{text}",
    "“{text}”用{target}怎么说？",
    "{text} 用{target}怎么说？",
    "把“{text}”翻译成{target}",
    "把“{text}”翻译成{target}。",
    "请把“{text}”译成{target}，谢谢。",
    "帮我把这句翻成{target}：{text}",
    "麻烦翻译一下，要{target}：{text}",
    "{target}翻译：{text}",
    "翻译为{target}：{text}",
    "“{text}”的{target}是什么？",
    "我想用{target}说“{text}”，怎么说？",
    "请将以下{source}翻译成{target}：\n{text}",
    "{text}\n翻译成{target}",
    "{target}怎么讲“{text}”？",
    "能把“{text}”翻译成{target}吗？",
    "从{source}翻译到{target}：{text}",
    "作业：将“{text}”译成{target}。",
)


_KNOWN = {phrase.english for phrase in PHRASES}


def sentence(rng: Random, held_out: bool, reverse: bool = False) -> Sentence:
    """Returns a sentence of the training part or of the held-out part.

    Args:
        rng: Where the choice comes from.
        held_out: Which part.
        reverse: Only sentences whose Chinese has one English meaning.
    """
    if not held_out and chance(rng, 0.08):
        return rng.choice(PHRASES)
    while True:
        found = random_sentence(rng)
        if reverse and not found.reversible:
            continue
        if found.english in _KNOWN:
            continue
        if is_held_out("translate " + found.english) == held_out:
            return found


def pair(found: Sentence, source: str, target: str) -> tuple[str, str]:
    """Returns the sentence in the two languages."""
    return getattr(found, source.lower()), getattr(found, target.lower())


def _chinese_name(rng: Random, language: str) -> str:
    names = CHINESE_LANGUAGE_NAMES if chance(rng, 0.75) else _OTHER_CHINESE_NAMES
    return names[language]


def _english_name(rng: Random, language: str) -> str:
    return (_OTHER_NAMES if chance(rng, 0.08) else {}).get(language, language)


def instruction(rng: Random, source: str, target: str, chinese: bool) -> str:
    """Returns a system prompt that asks for a translation."""
    if chinese:
        prompt = rng.choice(CHINESE_SYSTEM_PROMPTS)
        names = _chinese_name(rng, source), _chinese_name(rng, target)
    else:
        prompt = rng.choice(SYSTEM_PROMPTS)
        names = _english_name(rng, source), _english_name(rng, target)
    return prompt.format(source=names[0], target=names[1])


def request(rng: Random, text: str, source: str, target: str, chinese: bool) -> str:
    """Returns a question that holds a text and asks for its translation."""
    if chinese:
        names = _chinese_name(rng, source), _chinese_name(rng, target)
        return rng.choice(CHINESE_REQUESTS).format(source=names[0], target=names[1], text=text)
    names = _english_name(rng, source), _english_name(rng, target)
    own = _OWN_NAMES[target]
    return rng.choice(REQUESTS).format(source=names[0], target=names[1], text=text, own=own)


def direction(rng: Random) -> tuple[str, str]:
    """Returns source and target language."""
    if chance(rng, 0.22):
        return "Chinese", "English"
    return "English", rng.choice(
        ("French", "French", "German", "German", "Chinese", "Chinese", "French", "German")
    )


def _next_pair(rng: Random, source: str, target: str) -> tuple[str, str]:
    """A sentence or, now and then, a word, with its translation."""
    is_word = chance(rng, 0.07)
    found = single_word(rng) if is_word else sentence(rng, False, source == "Chinese")
    text, answer = pair(found, source, target)
    if chance(rng, 0.06) and len(text) > 2:  # as people type: without the last stop
        text = text.rstrip(".。")
        if source == "English" and chance(rng, 0.5) and not text.startswith("I"):
            text = text[0].lower() + text[1:]
    return text, answer


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more translations."""
    source, target = direction(rng)
    messages: list[Message] = []
    with_system = chance(rng, 0.6)
    if with_system:
        messages.append(system(instruction(rng, source, target, chance(rng, 0.4))))
    elif chance(rng, 0.2):
        messages.append(
            system(rng.choice(("You are a helpful assistant.", "你是一个有用的助手。")))
        )
    chinese = chance(rng, 0.4)
    for _ in range(rng.choice((1, 2, 4, 6, 8)) if with_system else rng.choice((1, 2, 4, 6))):
        if not with_system:
            source, target = direction(rng)
        text, answer = _next_pair(rng, source, target)
        asked = text if with_system else request(rng, text, source, target, chinese)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))


def held_out_case(
    rng: Random, source: str, target: str, chinese_prompt: bool
) -> tuple[Conversation, str]:
    """Returns a prompt with a sentence never trained on, and its translation."""
    text, answer = pair(sentence(rng, True, source == "Chinese"), source, target)
    prompt = instruction(rng, source, target, chinese_prompt)
    return Conversation((system(prompt), user(text))), answer
