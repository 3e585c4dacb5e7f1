"""Short sentences that only the name of a language tells how to translate: each is a first turn.

"I am happy." says nothing of the language that is wanted, and after an earlier answer it would be
enough to go on as before.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from . import plain_translation, translation
from .sentences import (
    ADJECTIVES,
    MOODS,
    NOUNS,
    PHRASES,
    SUBJECTS,
    Sentence,
    feeling,
    fitting,
    identity,
    liking,
    mood,
    place,
    quality,
    wish,
)
from .translation_requests import request
from .words import chance, is_held_out

# {s} is the language of the user, {t} that of the answer.
_FIRST = ("", "", "", "", "You are an interpreter. ", "You speak {s} and {t}. ", "You help people who travel. ", "You are good at languages. ",
          "Be a machine that translates. ", "You know {t} well. ", "I am learning {t}. ", "A visitor does not understand {s}. ")  # fmt: skip
_DUTY = ("", "", "", "please ", "always ", "your task is to ", "you have to ", "all you do is ", "it is your duty to ", "you are here to ", "now ")  # fmt: skip
_VERBS = ("translate", "put", "turn", "convert", "bring", "change", "transfer")
_SAYINGS = ("say", "repeat", "write down", "express", "restate", "speak")
_WHAT = ("what I write", "the user's words", "each message", "every line", "all input", "any {s} text", "all {s} sentences", "everything in {s}",
         "what you read", "whatever comes", "the message of the user", "the {s}")  # fmt: skip
_WHOLE = ("{s} -> {t}", "Input language: {s}. Output language: {t}.", "The user speaks {s}, you speak {t} and mean the same.", "Answer in {t} only, with what the {s} means.",
          "Line by line: {s} becomes {t}.", "{t}, please. The user has {s} sentences.", "What is it in {t}? The user asks that of each sentence.",
          "How is it said in {t}? Answer for each {s} sentence.", "Source: {s}\nTarget: {t}", "No {s} in the answer, only {t} with the same meaning.",
          "Translation into {t}", "Only {t} is read here: translate.")  # fmt: skip
_CHINESE_FIRST = ("", "", "", "", "你是口语翻译。", "你会{s}和{t}。", "你帮助旅行的人。", "你精通多种语言。", "你是一台翻译机。", "你的{t}很好。", "我在学{t}。", "客人听不懂{s}。")  # fmt: skip
_CHINESE_DUTY = ("", "", "", "请", "一律", "你的任务是", "你要", "你只需", "你负责", "从现在起", "每次都")  # fmt: skip
_CHINESE_DO = ("把{w}翻译成{t}", "将{w}译为{t}", "把{w}换成{t}", "用{t}说出{w}", "用{t}重复{w}", "把{w}变成{t}", "用{t}写下{w}", "将{w}转换为{t}")  # fmt: skip
_CHINESE_WHAT = ("我写的", "用户的话", "每条消息", "每一行", "所有输入", "{s}内容", "所有{s}句子", "收到的话", "用户说的", "来的每句")  # fmt: skip
_CHINESE_WHOLE = ("{s} → {t}", "输入语言：{s}。输出语言：{t}。", "用户讲{s}，你讲{t}，意思一样。", "只用{t}回答，说出{s}的意思。", "逐句翻译：{s}变{t}。", "要{t}，用户给的是{s}。",
                  "每句话用{t}怎么说？请回答。", "原文：{s}\n译文：{t}", "回答里不要{s}，只要意思相同的{t}。", "译成{t}即可", "这里的人只看{t}，请翻译。")  # fmt: skip
_PHRASES = frozenset(phrase.english for phrase in PHRASES)
_TARGETS, _SHARES = ("French", "German", "Chinese"), (27, 25, 48)


def _instruction(rng: Random, target: str, chinese: bool) -> str:
    """A system message put together: who the model is, what it does with which words."""
    pick = rng.random()
    if pick < 0.2:
        return translation.instruction(rng, "English", target, chinese)
    if pick < 0.4:
        return plain_translation.instruction(rng, "English", target, chinese)
    if pick < 0.6:
        text = rng.choice(_CHINESE_WHOLE if chinese else _WHOLE)
    elif chinese:
        text = rng.choice(_CHINESE_DUTY) + rng.choice(_CHINESE_DO)
        text = text.replace("{w}", rng.choice(_CHINESE_WHAT))
    else:
        what = rng.choice(_WHAT)
        into = f"{rng.choice(_VERBS)} {what} into {{t}}"
        text = into if chance(rng, 0.6) else f"{rng.choice(_SAYINGS)} {what} in {{t}}"
        text = rng.choice(_DUTY) + text
    text = rng.choice(_CHINESE_FIRST if chinese else _FIRST) + text[0].upper() + text[1:]
    if text[-1] not in ".。" and chance(rng, 0.6):
        text += "。" if chinese else "."
    name = plain_translation.language_name
    return text.format(s=name(rng, "English", chinese), t=name(rng, target, chinese))


def _short(rng: Random) -> Sentence:
    """A sentence of three or four words that is not kept for evaluation."""
    while True:
        pick = rng.random()
        if pick < 0.45:
            found = mood(rng.randrange(len(SUBJECTS)), rng.choice(MOODS))
        elif pick < 0.7:
            found = rng.choice((feeling, feeling, wish, wish, liking))(rng)
        elif pick < 0.9:
            adjective = rng.choice(ADJECTIVES)
            noun = rng.choice(fitting(adjective[5]))
            found = quality(noun, adjective, rng.choice(("the", "this", "my", "your")))
        else:
            noun = rng.choice(NOUNS)
            found = place(noun) if chance(rng, 0.5) else identity(rng, noun)
        is_kept = is_held_out("translate " + found.english)
        if not is_kept and found.english not in _PHRASES:
            return found


def _after_instruction(rng: Random, chinese: bool) -> list[Message]:
    """An instruction, then one or two sentences."""
    target = rng.choices(_TARGETS, _SHARES)[0]
    messages = [system(_instruction(rng, target, chinese))]
    for _ in range(rng.choice((1, 1, 2))):
        text, answer = translation.pair(_short(rng), "English", target)
        messages += [user(text), assistant(answer)]
    return messages


def _in_each_language(rng: Random, chinese: bool) -> list[Message]:
    """One sentence for one language after the other."""
    found = _short(rng)
    targets = [*_TARGETS]
    rng.shuffle(targets)
    messages: list[Message] = []
    for target in targets[: rng.choice((2, 3, 3))]:
        text, answer = translation.pair(found, "English", target)
        messages += [user(request(rng, text, target, chinese)), assistant(answer)]
    return messages


def sample(rng: Random) -> Conversation:
    """Returns short sentences after an instruction, or one in several languages."""
    chinese = chance(rng, 0.4)
    make = _after_instruction if chance(rng, 0.7) else _in_each_language
    return Conversation(tuple(make(rng, chinese)))
