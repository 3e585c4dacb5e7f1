"""Plain translation: many short sentences after one instruction, and requests worded in many ways."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .sentences import single_word
from .translation import pair, sentence
from .words import chance

_CHINESE_NAMES = {
    "English": ("英语", "英文"), "French": ("法语", "法文"), "German": ("德语", "德文"), "Chinese": ("中文", "汉语"),
}  # fmt: skip
# {t} is the target language, {x} the text; a form without {x} stands before it.
_POLITE = ("", "", "Please ", "Can you ", "Could you ", "Would you please ", "I want you to ", "You should ", "Now ", "Kindly ")  # fmt: skip
_DO = ("translate this into {t}", "translate this to {t}", "turn this into {t}", "change this to {t}", "express this in {t}",
       "repeat this in {t}", "tell me this in {t}", "say the following in {t}", "rewrite this in {t}", "read this out in {t}",
       "give me this in {t}", "bring this into {t}", "type this in {t}", "translate the next line into {t}")  # fmt: skip
_WITH_TEXT = ("The {t} version of: {x}", "In {t}: {x}", "This in {t}, thanks: {x}", "I want this in {t}: {x}", "{x} How is that said in {t}?",
              "{x}\n\nThe same in {t}?", "{x} What is it in {t}?", "{x}\nNow in {t}.", "In {t}, how would I say: {x}", "My friend reads {t} only: {x}",
              "{x}\n\nPlease repeat that in {t}.", "The {t} sentence for: {x}", "{t}, please: {x}", "To {t}: {x}", "How does this sound in {t}: {x}",
              "Which {t} words mean this: {x}", "I must say this in {t}: {x}", "{x}\n\nTurn that into {t}.")  # fmt: skip
_CHINESE_POLITE = (
    "",
    "",
    "请",
    "麻烦",
    "麻烦你",
    "请你",
    "劳驾，",
    "可以",
    "能不能",
    "我想",
    "请帮忙",
    "我要",
    "帮我",
)
_CHINESE_DO = ("把这句翻译成{t}", "把下面的话译为{t}", "将这句话换成{t}", "用{t}说这句话", "用{t}写出这句", "用{t}讲这句", "用{t}翻译",
               "把这个翻成{t}", "将下文转换成{t}", "用{t}说一说", "把这句变成{t}", "用{t}来说", "翻成{t}", "写成{t}")  # fmt: skip
_CHINESE_WITH_TEXT = ("这句话的{t}：{x}", "{t}版本：{x}", "求{t}译文：{x}", "想问一下这句的{t}说法：{x}", "{x}\n\n用{t}怎么讲？", "{x} {t}是什么？",
                      "{x}\n\n{t}该怎么写？", "请给出{t}：{x}", "想学会用{t}说：{x}", "我不知道这句的{t}：{x}", "告诉我这句的{t}：{x}", "{x}\n请说{t}。",
                      "“{x}”，{t}呢？", "这句{t}怎么说：{x}", "要{t}的：{x}", "{x}\n\n上面这句的{t}是？", "换{t}：{x}", "对应的{t}：{x}")  # fmt: skip
_SYSTEM = ("From {s} to {t}.", "Answer every {s} sentence with its {t} translation.", "Speak {t}: say what the user says in {s}.",
           "You are the {t} voice of the user, who writes {s}.", "Each message is {s}. Reply with the same in {t}.",
           "Translate all messages into {t}.", "The user writes {s}; you write the same in {t}.", "Interpreter for {s} and {t}: translate into {t}.",
           "Your only work is to translate {s} into {t}.", "Put every sentence into {t}")  # fmt: skip
_CHINESE_SYSTEM = ("从{s}到{t}。", "用户的每句{s}，你都回答{t}译文。", "你只说{t}，把用户的{s}翻过来。", "用户写{s}，你写出同样意思的{t}。",
                   "每条消息都是{s}，请回复{t}。", "把所有消息翻译成{t}。", "你做{s}和{t}的翻译，一律译成{t}。", "你唯一的工作：{s}翻{t}。", "把每句话变成{t}")  # fmt: skip


def _direction(rng: Random) -> tuple[str, str]:
    return rng.choices(
        (("English", "French"), ("English", "German"), ("English", "Chinese"), ("Chinese", "English")),
        (34, 22, 30, 14),
    )[0]  # fmt: skip


def language_name(rng: Random, language: str, chinese: bool) -> str:
    """Returns what a language is called in English or Chinese."""
    return rng.choice(_CHINESE_NAMES[language]) if chinese else language


def request(rng: Random, text: str, target: str, chinese: bool) -> str:
    """Returns a request to translate a text, put together from parts."""
    name = language_name(rng, target, chinese)
    if chance(rng, 0.5):
        return rng.choice(_CHINESE_WITH_TEXT if chinese else _WITH_TEXT).format(t=name, x=text)
    polite = rng.choice(_CHINESE_POLITE if chinese else _POLITE)
    asked = polite + rng.choice(_CHINESE_DO if chinese else _DO).format(t=name)
    if not chinese:
        asked = asked if chance(rng, 0.2) else asked[0].upper() + asked[1:]
        return asked + rng.choice((": ", ": ", ":\n", ". ", "\n\n")) + text
    return asked + rng.choice(("：", "：", "：\n", "。", "\n\n")) + text


def instruction(rng: Random, source: str, target: str, chinese: bool) -> str:
    """Returns a system prompt that asks for translations."""
    text = rng.choice(_CHINESE_SYSTEM if chinese else _SYSTEM)
    return text.format(s=language_name(rng, source, chinese), t=language_name(rng, target, chinese))


def _pair(rng: Random, source: str, target: str) -> tuple[str, str]:
    found = single_word(rng) if chance(rng, 0.06) else sentence(rng, False, source == "Chinese")
    return pair(found, source, target)


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a request to translate a sentence, and the translation."""
    source, target = _direction(rng)
    text, answer = _pair(rng, source, target)
    return request(rng, text, target, chinese), answer


def sample(rng: Random) -> Conversation:
    """Returns sentences after an instruction, or requests of different wording."""
    chinese = chance(rng, 0.45)
    messages: list[Message] = []
    if chance(rng, 0.5):
        source, target = _direction(rng)
        messages.append(system(instruction(rng, source, target, chinese)))
        for _ in range(rng.choice((6, 8, 10))):
            asked, answer = _pair(rng, source, target)
            messages += [user(asked), assistant(answer)]
        return Conversation(tuple(messages))
    for _ in range(rng.choice((3, 5, 7))):
        asked, answer = exchange(rng, chinese)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))
