"""Requests to translate in very many words: before or after the text, in quotes or not.

Whatever stands around a text, the name of a language and something to translate are enough.
"""

from __future__ import annotations

from random import Random

from .story_words import name
from .words import CHINESE_WORDS, NOUNS, chance

_CHINESE_NAMES = {
    "English": ("英语", "英文", "英文"), "French": ("法语", "法文", "法文"), "German": ("德语", "德文", "德文"),
    "Chinese": ("中文", "中文", "汉语"),
}  # fmt: skip
_POLITE = ("", "", "", "please ", "could you ", "can you ", "would you ", "kindly ", "I'd like you to ", "help me ", "now ", "just ", "you should ", "try to ", "go ahead and ",
           "I want you to ", "may I ask you to ", "could you quickly ", "let us ", "next, ", "I need you to ", "do me a favour and ", "would you mind if I ask you to ")  # fmt: skip
_VERBS = (
    "translate",
    "put",
    "turn",
    "render",
    "convert",
    "bring",
    "change",
    "transfer",
    "get",
    "transform",
)  # into
_SAYINGS = (
    "say",
    "write",
    "express",
    "repeat",
    "formulate",
    "tell me",
    "give me",
    "spell out",
    "word",
    "show me",
    "type",
    "rephrase",
    "state",
    "print",
    "note down",
    "restate",
    "send me",
)  # in
_THESE = ("this sentence", "my words", "the following", "the next line", "these words", "what follows", "this one", "the text", "this line", "the words below", "the next sentence")  # fmt: skip
_THOSE = ("that", "it", "the above", "the sentence", "these words", "the line above", "what I said", "the words above", "my sentence", "the first line", "the same", "all of it", "this text")  # fmt: skip
_AFTER_ENDS = (".", ".", "", "?", "!", ", please.", ", thanks.", " for me.", " please", ", would you?", " right away.", " now.")  # fmt: skip
_BEFORE_ENDS = (
    ": ",
    ": ",
    ":\n",
    "\n\n",
    ". ",
    " - ",
    " please: ",
    ", thanks: ",
    "? ",
    " for me: ",
)
# {t} is the language, {x} the text, {n} a noun, {p} a name
_FREE = ("{t}: {x}", "{x} ({t})", "{x} | {t}", "{x} => {t}", "{x} >> {t}", "[{t}] {x}", "Into {t}: {x}", "{x} {t}?", "{x}\n{t}", "{x}\n\n{t}, please", "{x}\n\nIn {t}?", "Language: {t}\n{x}", "target {t}\ntext {x}",
         "{x}\n\nHow would that be in {t}?", "{x}\nAnd the {t} for it?", "{x}\n\n{t} version, please.", "{x} What would that be in {t}?", "{x}\n\nI'd love to see it in {t}.", "{x}\n\nMy {n} only reads {t}.",
         "{p} speaks {t}: {x}", "A {t} letter to {p}: {x}", "For my {t} lesson: {x}", "For {p}, in {t}: {x}", "The sign should be {t}: {x}", "How do the {t} words go for: {x}", "{x}\n\n{p} needs it in {t}.",
         "I practise {t}: {x}", "{x}\n\nWhat is the {t} sentence?", "{x}\n\n{t} is what I need.", "How does {p} say it in {t}? {x}", "Teach me the {t} words: {x}", "{x}\n\nSo in {t} that is", "in {t} please, {x}",
         "{x}\n\nCan {p} have this in {t}?", "What's that in {t}: {x}", "{x} - what's the {t}?", "the {t} translation of {x}", "{x}\n\nAnswer in {t} with the same meaning.", "Only the {t}, no comments: {x}")  # fmt: skip
_CHINESE_POLITE = ("", "", "请", "请您", "麻烦你", "麻烦您", "劳驾", "帮我", "帮忙", "请帮我", "能否", "能不能", "可否", "可以", "你来", "我想请你", "拜托", "希望你", "现在", "烦请", "有劳", "要是方便，", "快", "替我",
                   "谁能", "我需要", "求你", "辛苦你", "麻烦", "麻烦", "劳烦您", "方便的话，")  # fmt: skip
_CHINESE_THESE = ("这句", "这一句", "下句", "以下内容", "这段话", "后面的话", "这个句子", "下文", "这些话", "下面的内容", "我的话", "这一行")  # fmt: skip
_CHINESE_THOSE = ("上面这句", "它", "上文", "这句", "前面的话", "这个句子", "刚才这句", "以上内容", "上面的话", "这一句", "第一行", "我说的", "那句", "这话")  # fmt: skip
_CHINESE_DO = ("把{o}翻译成{t}", "将{o}译为{t}", "把{o}换成{t}", "把{o}变成{t}", "将{o}转为{t}", "用{t}说出{o}", "用{t}写出{o}", "用{t}讲{o}", "把{o}用{t}说出来", "把{o}用{t}写下来", "用{t}复述{o}", "给出{o}的{t}",
               "把{o}改成{t}", "用{t}来表达{o}", "用{t}表述{o}", "用{t}念{o}", "将{o}用{t}表达出来", "翻译{o}，要{t}的", "把{o}翻成{t}", "告诉我{o}的{t}", "说说{o}的{t}", "写一下{o}的{t}", "用{t}重新说{o}", "把{o}转写成{t}",
               "用{t}描述{o}", "用{t}传达{o}")  # fmt: skip
_CHINESE_AFTER_ENDS = ("。", "", "？", "，谢谢。", "吧。", "好吗？", "！", "，可以吗？", "，谢谢", "行吗")  # fmt: skip
_CHINESE_BEFORE_ENDS = ("：", "：", "：\n", "\n\n", "。", "，谢谢：", "，", "——", "好吗？", "吧：")
_CHINESE_FREE = ("{t}：{x}", "{x}（{t}）", "{x} → {t}", "{x}｜{t}", "【{t}】{x}", "{x}\n{t}", "{x}\n\n要{t}", "{x}\n\n{t}呢？", "{x}\n\n{t}怎么写？", "{x}\n\n它的{t}是？", "{x} 换成{t}", "语言：{t}\n{x}", "{t}！{x}", "{x} {t}？",
                 "练{t}：{x}", "{p}只懂{t}：{x}", "给{p}看的，用{t}：{x}", "{x}\n\n我想要{t}的。", "{x}\n\n该用{t}怎么讲呢", "想对{p}用{t}说：{x}", "{t}课作业：{x}", "{x}\n\n写成{t}的话呢？", "这话{t}该怎么讲：{x}", "{x}\n\n{p}要{t}版。",
                 "好奇它的{t}：{x}", "{x}\n\n不会{t}，教教我。", "求{t}：{x}", "{x}\n\n{t}里是怎么说的", "怎么用{t}跟{p}讲：{x}", "我不会说{t}，替我说：{x}", "{n}上要写{t}：{x}", "想了解这话的{t}：{x}", "想学这句{t}：{x}",
                 "{x}\n\n上面那句，{t}怎样说？", "只要{t}，别的不要：{x}", "{x}\n\n请用{t}回答同样的意思。", "你知道它的{t}吗：{x}", "这个的{t}说法：{x}", "{x}\n\n如果用{t}呢？")  # fmt: skip
_QUOTES = ('"{x}"', "'{x}'", "“{x}”")
_CHINESE_QUOTES = ("“{x}”", "「{x}」", '"{x}"')


def _english(rng: Random, text: str, target: str) -> str:
    """A request put together: polite words, a verb, what it is about, the language."""
    before = chance(rng, 0.45)
    what = rng.choice(_THESE if before else _THOSE)
    if chance(rng, 0.5):
        asked = f"{rng.choice(_VERBS)} {what} {rng.choice(('into', 'into', 'to'))} {target}"
    else:
        asked = f"{rng.choice(_SAYINGS)} {what} in {target}"
    asked = rng.choice(_POLITE) + asked
    if chance(rng, 0.12):
        asked = f"in {target}, {rng.choice(_POLITE)}{rng.choice(_SAYINGS)} {what}"
    if chance(rng, 0.8):
        asked = asked[0].upper() + asked[1:]
    if before:
        return asked + rng.choice(_BEFORE_ENDS) + text
    return text + rng.choice(("\n\n", "\n\n", "\n", " ")) + asked + rng.choice(_AFTER_ENDS)


def _chinese(rng: Random, text: str, target: str) -> str:
    """The same in Chinese."""
    before = chance(rng, 0.55)
    what = rng.choice(_CHINESE_THESE if before else _CHINESE_THOSE)
    asked = rng.choice(_CHINESE_POLITE) + rng.choice(_CHINESE_DO).format(o=what, t=target)
    if before:
        return asked + rng.choice(_CHINESE_BEFORE_ENDS) + text
    joint = rng.choice(("\n\n", "\n\n", "\n", " "))
    return text + joint + asked + rng.choice(_CHINESE_AFTER_ENDS)


def worded(rng: Random, text: str, language: str, chinese: bool) -> str:
    """Returns a request to translate a text, in words of any kind."""
    if chance(rng, 0.15):
        text = rng.choice(_CHINESE_QUOTES if chinese else _QUOTES).format(x=text)
    if chance(rng, 0.55):
        return _chinese(rng, text, language) if chinese else _english(rng, text, language)
    form = rng.choice(_CHINESE_FREE if chinese else _FREE)
    something = rng.choice(CHINESE_WORDS if chinese else NOUNS)
    return form.format(t=language, x=text, n=something, p=name(rng, chinese))


def request(rng: Random, text: str, target: str, chinese: bool) -> str:
    """Returns a request for one of the languages that are known."""
    language = rng.choice(_CHINESE_NAMES[target]) if chinese else target
    return worded(rng, text, language, chinese)
