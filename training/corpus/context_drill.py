"""A new short text with every question: what comes first, the text or the question, in any frame.

Where one text has many questions, only the first of them has the text before it and words of its
own that lead to it. Here each question is such a first one.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .phrasing import lowered
from .plain_facts import Names, PlainFact, facts, filler, question
from .retrieval import NOT_THERE, NOT_THERE_CHINESE
from .words import chance, holds_held_out, read_lines

_ALL_RULES = read_lines("plain_rules.txt")
_RULES = tuple(
    [rule for rule in _ALL_RULES if rule.isascii() != chinese] for chinese in (False, True)
)
_FRAMES = (
    ("{x}\n\n{q}", "{x}\n\n{q}", "{x}\n\n{q}", "{x}\n\n{q}", "{x}\n{q}", "Passage:\n{x}\n\n{q}", "Context: {x}\n\n{q}",
     "I have this text:\n{x}\n\n{q}", "From the files:\n{x}\n\n{q}", "<passage>{x}</passage>\n{q}", "<info>{x}</info>\n{q}",
     '"{x}"\n\n{q}', "[{x}]\n{q}", "{x}\n***\n{q}", "Report:\n{x}\n\n{q}", "Source:\n{x}\n\n{q}", "A colleague wrote:\n{x}\n\n{q}",
     "Memo:\n{x}\n\n{q}", "This turned up:\n{x}\n\n{q}", "Excerpt: {x}\n{q}", "<page>\n{x}\n</page>\n\n{q}", "{q}\n\n{x}"),
    ("{x}\n\n{q}", "{x}\n\n{q}", "{x}\n\n{q}", "{x}\n\n{q}", "{x}\n{q}", "段落：\n{x}\n\n{q}", "上下文：{x}\n\n{q}",
     "我有这样一段话：\n{x}\n\n{q}", "档案里写着：\n{x}\n\n{q}", "<passage>{x}</passage>\n{q}", "<info>{x}</info>\n{q}",
     "“{x}”\n\n{q}", "【{x}】\n{q}", "{x}\n***\n{q}", "报告：\n{x}\n\n{q}", "来源：\n{x}\n\n{q}", "同事写道：\n{x}\n\n{q}",
     "便条：\n{x}\n\n{q}", "查到的内容：\n{x}\n\n{q}", "摘录：{x}\n{q}", "<page>\n{x}\n</page>\n\n{q}", "{q}\n\n{x}"),
)  # fmt: skip
# {Q} is the question as it is, {q} the same with a small letter.
_LEADS = (
    ("From what is written here: {Q}", "According to the above, {q}", "Judging by these lines: {Q}", "Based on that, {q}",
     "As far as the passage says: {q}", "Given these lines: {Q}", "With this in mind: {q}", "Please answer from it: {Q}",
     "I want to know: {Q}", "So tell me: {q}", "My question is: {Q}", "What I need to know: {q}", "Look it up there: {Q}",
     "Using only this: {Q}", "By the lines above: {Q}", "Read it and answer: {Q}", "Q: {Q}", "{Q} Answer from the text.",
     "In that text, {q}", "Here is my question. {Q}", "Find this in it: {Q}", "Then say, {q}", "Now, {q}", "Following the story: {Q}",
     "After reading that: {Q}", "Taking it from there: {q}", "If you go through it: {Q}", "Could you tell me, {q}", "Let me know: {Q}"),
    ("照上面写的：{Q}", "按以上内容，{Q}", "从这几句话看：{Q}", "由此可知：{Q}", "就这段话来说：{Q}", "依据上文：{Q}", "根据上面的内容：{Q}",
     "请从中回答：{Q}", "我想知道：{Q}", "那么请说：{Q}", "我的问题是：{Q}", "我要问的是：{Q}", "请在里面查一下：{Q}", "只看这些：{Q}",
     "读完以后请回答：{Q}", "问：{Q}", "{Q}请按原文回答。", "上面的话里，{Q}", "问题来了，{Q}", "从里面找找：{Q}", "然后说说，{Q}", "现在，{Q}",
     "看完这个故事：{Q}", "照着它说：{Q}", "如果看一遍的话：{Q}", "能告诉我吗，{Q}", "请回答我：{Q}", "根据以上几句：{Q}", "参照这段内容，{Q}"),
)  # fmt: skip
# What may stand before a sentence, as a part of it.
_OPENINGS = (
    ("As everybody knows, ", "In the end ", "After a while ", "So far as I know, ", "To our surprise ", "By the way, ", "According to a neighbour, "),
    ("大家都知道，", "过了一阵，", "听邻居说，", "据我所知，", "没想到，", "顺便说一句，", "说来也巧，", "问了好几个人才知道，", "到了最后，"),
)  # fmt: skip
_MAY_BE_OPENED = ("The ", "It ", "They ", "We ", "In ", "At ", "You ", "There ")


def _opened(rng: Random, fact: PlainFact, chinese: bool) -> PlainFact:
    """The fact with some words before it, where a sentence may begin with them."""
    if not chinese and not fact.text.startswith(_MAY_BE_OPENED):
        return fact
    text = fact.text if chinese else fact.text[0].lower() + fact.text[1:]
    text = rng.choice(_OPENINGS[chinese]) + text
    return fact if holds_held_out(text) else fact._replace(text=text)


def _asked(rng: Random, text: str, asked: str, chinese: bool) -> str:
    """A text and a question in one message."""
    if chance(rng, 0.6):
        asked = rng.choice(_LEADS[chinese]).format(q=lowered(asked), Q=asked)
    return rng.choice(_FRAMES[chinese]).replace("{q}", asked).replace("{x}", text)


def _exchange(rng: Random, names: Names, absent: float) -> tuple[str, str]:
    """A text with a question, and the sentence that answers it."""
    chinese = names.chinese
    found = facts(rng, rng.choice((2, 2, 3, 3, 4, 5)), names, chinese, alike=0.12, turned=0.55)
    found = [_opened(rng, each, chinese) if chance(rng, 0.2) else each for each in found]
    sentences = [each.text for each in found]
    for _ in range(rng.choice((0, 1, 1, 2))):
        sentences.insert(rng.randrange(len(sentences) + 1), filler(rng, names, chinese))
    space = "" if chinese else " "
    text = (space if chance(rng, 0.8) else "\n").join(sentences)
    chosen, answer = rng.choice(found), NOT_THERE_CHINESE if chinese else NOT_THERE
    if chance(rng, absent):
        name = names.thing(chosen.row.kind)
        while name.lower() in text.lower():  # nothing new was found for it
            name = names.thing(chosen.row.kind)
    else:
        name, answer = chosen.name, chosen.text
    return _asked(rng, text, question(rng, chosen.row, name, chinese), chinese), answer


def sample(rng: Random) -> Conversation:
    """Returns two to four short texts, each with a question; a sixth has no answer."""
    chinese = chance(rng, 0.5)
    names, messages = Names(rng, chinese), list[Message]()
    if chance(rng, 0.6):
        messages.append(system(rng.choice(_RULES[chinese])))
    for _ in range(rng.choice((1, 2, 3, 4))):
        asked, answer = _exchange(rng, names, absent=0.17)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))
