"""Facts drawn together from parts, and many questions on one text, short or long.

An opening, a link and a tail are drawn for every sentence, so that nothing but the name that
is asked for leads to the answer. A long text is dear, each question on it is cheap.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, user
from .long_context import num_tokens
from .phrasing import capital
from .plain_facts import Names, filler, value_of_kind, with_an
from .retrieval import NOT_THERE, NOT_THERE_CHINESE, follow_up_frame
from .words import chance, chinese_word, invented_word, real_noun

# Of the questions; without any, a model forgets that an answer may be missing.
ABSENT_SHARE = 0.11
_KINDS = ("code", "number", "date", "time", "city", "person", "thing")
_OPENINGS = (
    ("", "", "", "", "As far as I know, ", "In the end, ", "By the way, ", "To our surprise, ", "Of course, ", "Once more: ",
     "It is written that ", "They say that ", "For some reason, ", "It seems that ", "As before, ", "This much is sure: "),
    ("", "", "", "", "据说", "顺便说一下，", "没想到，", "听说", "当然，", "可以肯定的是，", "本子上写着，", "原来", "和以前一样，", "总之，", "大家说，", "注意："),
)  # fmt: skip
_TAILS = (
    ("", "", "", "", ", so they say", ", and that is all", ", as the {w} shows", ", with or without a {w}", " because of the {w}",
     " and nothing else", ", like the year before", " in spite of the {w}"),
    ("", "", "", "", "，大家都知道", "，仅此而已", "，跟{w}无关", "，和去年一样", "，因为有{w}", "，没有别的", "，别弄错了", "，这没变过"),
)  # fmt: skip
# {s} whose, {k} what, {v} the value
_LINKS = (
    ("the {k} of {s} is {v}", "{s} has the {k} {v}", "{s} got {v} as {k}", "{v} is the {k} of {s}", "{v} is {s}'s {k}",
     "{k} of {s}: {v}", "{k} {v} is for {s}", "for {s} the {k} is {v}", "{s}'s {k} was always {v}", "they gave {s} the {k} {v}",
     "with {v} as {k}, {s} is content", "{s} asked for {v} as {k}", "the {k} that {s} needs is {v}", "{v} went to {s} as {k}"),
    ("{s}的{k}是{v}", "{s}拿到的{k}是{v}", "{v}是{s}的{k}", "{s}把{v}当作{k}", "{k}{v}归{s}", "{s}的{k}：{v}", "{s}选的{k}为{v}", "给{s}的{k}是{v}",
     "{s}一直以{v}为{k}", "轮到{s}时，{k}是{v}", "{v}作为{k}给了{s}", "说到{k}，{s}用{v}", "{k}那一栏，{s}填了{v}", "他们用{v}当{s}的{k}"),
)  # fmt: skip
_ASKED = (
    ("What is {s}'s {k}?", "what {k} has {s} got", "{k} of {s}?", "Which {k} is for {s}?", "{s}'s {k}, please", "I need the {k} of {s}.",
     "Do you see {s}'s {k}?", "the {k} that goes with {s}", "And {s}?", "What about {s}?", "What goes with {s}?",
     "which {v} has to do with {s}", "Which {v} is named with {s}?"),
    ("{s}的{k}是什么？", "{s}的{k}", "{s}的{k}是哪个？", "请说{s}的{k}。", "哪个{k}是{s}的", "我要知道{s}的{k}。", "{s}用的{k}呢？", "{s}那边的{k}是？",
     "{s}呢？", "那{s}呢？", "{s}对应什么？", "跟{s}有关的{v}？", "文里说到{s}时，{v}是什么"),
)  # fmt: skip
_KIND_NAMES = (
    {"code": "code", "number": "number", "date": "date", "time": "time", "city": "place", "person": "person", "thing": "thing"},
    {"code": "代码", "number": "数字", "date": "日子", "time": "钟点", "city": "地方", "person": "人", "thing": "东西"},
)  # fmt: skip
PROMPTS = (("{x}\n\n{q}", "{x}\n{q}", "Read all of it first.\n\n{x}\n\n{q}", "My notes:\n{x}\n\n{q}", "<page>{x}</page>\n{q}", "{q}\n\n{x}"),
            ("{x}\n\n{q}", "{x}\n{q}", "先全部看一遍。\n\n{x}\n\n{q}", "我的记录：\n{x}\n\n{q}", "<page>{x}</page>\n{q}", "{q}\n\n{x}"))  # fmt: skip


class _Fact(NamedTuple):
    """A sentence, and whose and what it tells."""

    text: str
    owner: str
    what: str
    value_kind: str


def _word(rng: Random, chinese: bool) -> str:
    return chinese_word(rng) if chinese else real_noun(rng)


def _drawn(names: Names, what: str, value_kind: str, is_in_prose: bool) -> _Fact:
    """A fact about a new person or thing."""
    rng, chinese = names.rng, names.chinese
    owner = names.thing(
        "person" if chance(rng, 0.7) else "product" if chance(rng, 0.5) else "event"
    )
    value = names.new(lambda: value_of_kind(rng, value_kind, chinese))
    link = rng.choice(_LINKS[chinese])
    if is_in_prose and (chinese or ": " not in link):
        opening, tail = rng.choice(_OPENINGS[chinese]), rng.choice(_TAILS[chinese])
        link = opening + link + tail.replace("{w}", _word(rng, chinese))
    text = link.replace("{s}", owner).replace("{k}", what).replace("{v}", value)
    text = text if chinese else with_an(text)
    return _Fact(capital(text) + ("。" if chinese else "."), owner, what, value_kind)


def _question(names: Names, found: _Fact) -> str:
    rng, chinese = names.rng, names.chinese
    text = rng.choice(_ASKED[chinese]).replace("{v}", _KIND_NAMES[chinese][found.value_kind])
    text = text.replace("{s}", found.owner).replace("{k}", found.what)
    return capital(text) if chance(rng, 0.7) else text


def _asked(names: Names, text: str, found: list[_Fact], most: int) -> Conversation:
    """The text, and questions about facts of it, each at another depth."""
    rng, chinese = names.rng, names.chinese
    messages: list[Message] = []
    order = rng.sample(found, len(found))
    while len(order) < 6:  # once more, asked in another way
        order += rng.sample(found, len(found))
    for one in order[:most]:
        answer = one.text
        if chance(rng, ABSENT_SHARE):  # somebody else, of whom the text says nothing
            one = _drawn(names, one.what, one.value_kind, is_in_prose=False)
            answer = NOT_THERE_CHINESE if chinese else NOT_THERE
        asked = _question(names, one)
        if not messages:
            asked = rng.choice(PROMPTS[chinese]).replace("{q}", asked).replace("{x}", text)
        elif chance(rng, 0.15):
            asked = follow_up_frame(rng, asked, chinese)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))


def _text(names: Names, size: int, share: float) -> tuple[str, list[_Fact]]:
    """About so many tokens of facts, this share of the sentences, among fillers."""
    rng, chinese = names.rng, names.chinese
    kinds = [(_word(rng, chinese), rng.choice(_KINDS)) for _ in range(rng.choice((1, 1, 2, 4)))]
    found: list[_Fact] = []
    sentences: list[str] = []
    room = float(size)
    while room > 0 or not found:
        if chance(rng, share):
            what, kind = rng.choice(kinds)
            found.append(_drawn(names, what, kind, is_in_prose=True))
            sentences.append(found[-1].text)
        else:
            sentences.append(filler(rng, names, chinese))
        room -= num_tokens(sentences[-1])
    joint = "\n" if chance(rng, 0.25) else "" if chinese else " "
    # A filler that came first may hold a name that was drawn later.
    text = joint.join(sentences)
    return text, [one for one in found if text.count(one.owner) == 1]


def sample(rng: Random) -> Conversation:
    """Returns a short text of facts, and a question for nearly each."""
    names = Names(rng, chance(rng, 0.55))
    text, found = _text(names, rng.randrange(50, 170), rng.choice((0.6, 0.8, 1.0)))
    return _asked(names, text, found, 10) if found else sample(rng)


def _table(names: Names, size: int) -> Conversation:
    """Rows of a key and a value, and the row of each key that is asked for."""
    rng, chinese = names.rng, names.chinese
    form = rng.choice(("{}: {}", "{} = {}", "{} - {}", "{} | {}"))
    kind = rng.choice(("code", "number", "person", "city"))
    rows: dict[str, str] = {}
    room = float(size)
    while room > 0:
        key = (
            chinese_word(rng)
            if chinese
            else real_noun(rng)
            if chance(rng, 0.75)
            else invented_word(rng)
        )
        if key not in rows:
            rows[key] = form.format(key, value_of_kind(rng, kind, chinese))
            room -= num_tokens(rows[key]) + 1
    messages: list[Message] = []
    ask = rng.choice(
        ("{}是什么？", "{}？", "{}的值？")
        if chinese
        else ("What is {}?", "{}?", "the value of {}?")
    )
    for key in rng.sample(list(rows), min(12, len(rows))):
        text = "" if messages else "\n".join(rows.values()) + "\n\n"
        messages += [user(text + ask.format(key)), assistant(rows[key])]
    return Conversation(tuple(messages))


def long_sample(rng: Random) -> Conversation:
    """Returns a text or table of 250 to 1,300 tokens, and up to twelve questions."""
    names = Names(rng, chance(rng, 0.37))
    low, high = rng.choice(((250, 450), (450, 650), (650, 850), (900, 1200)))
    size = rng.randrange(low, high)
    if chance(rng, 0.25):
        return _table(names, size)
    text, found = _text(names, size, rng.choice((0.2, 0.35, 0.6, 0.9)))
    return _asked(names, text, found, 12 if size < 900 else 6) if found else long_sample(rng)
