"""Which of two has more or less, told in few words: the second half leaves out what both share.

The number of each, then the comparison, then the name: whatever the sentence is made of.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from . import plain_values
from .number_order import two_numbers
from .plain_comparisons import Compared
from .story_words import thing, two_names
from .word_problems import THINGS
from .words import CHINESE_WORDS, NOUNS, chance, holds_held_out, invented_word


class _Fact(NamedTuple):
    """How a number is told: whole, with words left out, alone; and what may be asked.

    {x} is who has it, {a} the number, {t} what is counted, {m} its measure word, {v} a verb.
    """

    kind: str
    whole: str
    # the second half, where it says less than the first
    short: tuple[str, ...]
    # the number as it stands after "with" or in brackets
    alone: str
    more: tuple[str, ...]
    less: tuple[str, ...]


_VERBS = ("has keeps holds carries needs wants sold bought collects collected caught counted drew planted wrote read mended painted baked "
          "packed hid saw built got lost broke won picked ordered brought repaired made cut fixed sent stored washed gave borrowed "
          "took gathered moved loaded burned cleaned rented sorted sewed tested shipped threw served watched chose folded").split()  # fmt: skip
_COUNT = _Fact("person", "{x} {v} {a} {t}", ("{x} {a}", "{x} {a}", "{x} only {a}", "{x} {v} {a}", "{x} {v} {a} of them", "{x} just {a}", "{x} {a} {t}"), "{a}",
               ("{v} more", "{v} more {t}", "{v} the most", "{v} more of them", "{v} the larger number"), ("{v} fewer", "{v} fewer {t}", "{v} less", "{v} the smaller number"))  # fmt: skip
_PLACE = _Fact("place", "the {x} {v} {a} {t}", ("the {x} {a}", "the {x} only {a}", "the {x} {v} {a}"), "{a}", ("{v} more", "{v} more {t}", "{v} the most"), ("{v} fewer", "{v} fewer {t}"))  # fmt: skip
_PLACE_VERBS = "has holds needs contains gets keeps shows sells owns lacks".split()
_FACTS = (
    _Fact("person", "{x} is {a}", ("{x} {a}", "{x} is {a}", "{x} only {a}"), "{a}", ("is older", "is the older one", "has lived longer", "was born first"), ("is younger", "is the younger one", "was born later")),
    _Fact("person", "{x} is {a} years old", ("{x} {a}", "{x} is {a}", "{x} is only {a}"), "{a} years", ("is older", "is the elder"), ("is younger", "is the younger one")),
    _Fact("person", "{x} turned {a}", ("{x} {a}", "{x} turned {a}"), "{a}", ("is older",), ("is younger",)),
    _Fact("person", "{x} weighs {a} kg", ("{x} {a}", "{x} {a} kg", "{x} weighs {a}"), "{a} kg", ("is heavier", "weighs more"), ("is lighter", "weighs less")),
    _Fact("person", "{x} is {a} cm tall", ("{x} {a}", "{x} is {a} cm", "{x} {a} cm"), "{a} cm", ("is taller", "is the taller one"), ("is shorter", "is the shorter one")),
    _Fact("person", "{x} has {a} euros", ("{x} {a}", "{x} only {a}", "{x} has {a}"), "{a} euros", ("has more money", "is richer"), ("has less money", "is poorer")),
    _Fact("person", "{x} earns {a} an hour", ("{x} {a}", "{x} gets {a}"), "{a} an hour", ("earns more", "is paid better"), ("earns less",)),
    _Fact("person", "{x} paid {a} dollars", ("{x} {a}", "{x} paid {a}", "{x} just {a}"), "{a} dollars", ("paid more", "spent more"), ("paid less", "spent less")),
    _Fact("person", "{x} ran {a} km", ("{x} {a}", "{x} ran {a}", "{x} only {a} km"), "{a} km", ("ran farther", "ran more"), ("ran less", "ran less far")),
    _Fact("person", "{x} took {a} minutes", ("{x} {a}", "{x} needed {a}", "{x} took {a}"), "{a} minutes", ("took longer", "was slower"), ("was faster", "was quicker", "took less time")),
    _Fact("person", "{x} finished in {a} seconds", ("{x} in {a}", "{x} finished in {a}"), "{a} seconds", ("was slower",), ("was faster", "won the race")),
    _Fact("person", "{x} slept {a} hours", ("{x} {a}", "{x} slept {a}"), "{a} hours", ("slept longer", "slept more"), ("slept less",)),
    _Fact("person", "{x} scored {a}", ("{x} {a}", "{x} scored {a}"), "{a} points", ("scored more", "won", "did better"), ("scored less", "lost")),
    _Fact("person", "{x} came at {a}", ("{x} at {a}", "{x} came at {a}"), "at {a}", ("came later", "was later"), ("came earlier", "came first")),
    _Fact("thing", "the {x} costs {a} euros", ("the {x} {a}", "the {x} costs {a}", "the {x} only {a}"), "{a} euros", ("is more expensive", "costs more", "is dearer"), ("is cheaper", "costs less")),
    _Fact("thing", "the {x} is {a} dollars", ("the {x} {a}", "the {x} is {a}"), "{a} dollars", ("costs more", "is the more expensive one"), ("costs less", "is the cheaper one")),
    _Fact("thing", "the {x} weighs {a} kg", ("the {x} {a}", "the {x} {a} kg", "the {x} weighs {a}"), "{a} kg", ("is heavier", "weighs more"), ("is lighter", "weighs less")),
    _Fact("thing", "the {x} is {a} cm long", ("the {x} {a}", "the {x} {a} cm", "the {x} is {a}"), "{a} cm", ("is longer",), ("is shorter",)),
    _Fact("thing", "the {x} is {a} years old", ("the {x} {a}", "the {x} is {a}"), "{a} years", ("is older",), ("is newer",)),
    _Fact("thing", "the {x} lasts {a} days", ("the {x} {a}", "the {x} lasts {a}"), "{a} days", ("lasts longer",), ("lasts less",)),
    _Fact("city", "{x} is {a} km away", ("{x} {a}", "{x} is {a}", "{x} {a} km"), "{a} km", ("is farther", "is farther away"), ("is nearer", "is closer")),
    _Fact("city", "it is {a} degrees in {x}", ("{a} in {x}", "{a} degrees in {x}"), "{a} degrees", ("is warmer", "is hotter"), ("is colder", "is cooler")),
)  # fmt: skip
_CHINESE_VERBS = ("有 有 卖了 买了 收集了 捉到 数出 画了 种了 写了 带了 拿了 做了 修了 得到 丢了 弄坏了 赢了 捡了 借了 藏了 搬了 洗了 领到 分到 送出 "
                  "摘了 烤了 装了 存了 用了 挑了 扔了 折了 看见 交了 运来 拿着 需要 欠 送来 订了").split()  # fmt: skip
_CHINESE_HAS = _Fact("person", "{x}有{a}{m}{t}", ("{x}{a}{m}", "{x}有{a}{m}", "{x}只有{a}{m}", "{x}是{a}{m}", "{x}{a}"), "{a}{m}",
                     ("的{t}更多", "的{t}比较多", "的更多", "更多", "的{t}最多", "的{t}多一些"), ("的{t}更少", "的{t}少", "的更少", "的少", "更少"))  # fmt: skip
_CHINESE_COUNT = _Fact("person", "{x}{v}{a}{m}{t}", ("{x}{a}{m}", "{x}{v}{a}{m}", "{x}只{v}{a}{m}", "{x}{a}"), "{a}{m}",
                       ("{v}更多", "{w}得更多", "{w}得多", "{w}的{t}更多", "{w}的{t}多", "{w}的更多"), ("{w}得更少", "{w}得少", "{w}的{t}更少", "{w}的少", "{w}的更少"))  # fmt: skip
# After these verbs stands no "得".
_CHINESE_RESULT = _Fact("person", "{x}{v}{a}{m}{t}", ("{x}{a}{m}", "{x}{v}{a}{m}", "{x}只{v}{a}{m}", "{x}{a}"), "{a}{m}",
                        ("{v}更多", "{w}的{t}更多", "{w}的{t}多", "{w}的更多", "{w}的{t}最多"), ("{v}更少", "{w}的{t}更少", "{w}的少", "{w}的更少"))  # fmt: skip
_CHINESE_RESULT_ENDS = ("到", "出", "坏了", "见", "着", "要", "来")
_CHINESE_PLACE = _Fact("place", "{x}装了{a}{m}{t}", ("{x}{a}{m}", "{x}装了{a}{m}", "{x}装{a}", "{x}只装了{a}{m}"), "{a}{m}", ("装的{t}多", "装得更多", "里面的{t}更多"), ("装的{t}少", "装得更少"))  # fmt: skip
_CHINESE_FACTS = (
    _Fact("person", "{x}{a}岁", ("{x}{a}", "{x}{a}岁", "{x}才{a}岁", "{x}是{a}岁"), "{a}岁", ("年纪大一些", "大一些", "更年长", "岁数更大"), ("年纪小一些", "小一些", "更年轻", "岁数更小")),
    _Fact("person", "{x}今年{a}岁了", ("{x}{a}", "{x}{a}岁", "{x}今年{a}"), "{a}岁", ("更大", "年龄大"), ("更小", "年龄小", "年轻")),
    _Fact("person", "{x}体重{a}公斤", ("{x}{a}", "{x}{a}公斤"), "{a}公斤", ("重一些", "更重", "更胖"), ("轻一些", "更轻", "更瘦")),
    _Fact("person", "{x}身高{a}厘米", ("{x}{a}", "{x}{a}厘米"), "{a}厘米", ("高一些", "更高", "个子高"), ("矮一些", "更矮", "个子矮")),
    _Fact("person", "{x}有{a}块钱", ("{x}{a}块", "{x}只有{a}块", "{x}{a}"), "{a}块", ("的钱多", "更有钱", "钱更多"), ("的钱少", "钱更少")),
    _Fact("person", "{x}花了{a}元", ("{x}{a}元", "{x}花了{a}", "{x}只花{a}元"), "{a}元", ("花得多", "花的钱更多"), ("花得少", "花的钱更少", "更省")),
    _Fact("person", "{x}跑了{a}公里", ("{x}{a}公里", "{x}跑了{a}", "{x}{a}"), "{a}公里", ("跑得远", "跑得更远"), ("跑得近", "跑得更近")),
    _Fact("person", "{x}用了{a}分钟", ("{x}{a}分钟", "{x}用了{a}", "{x}{a}"), "{a}分钟", ("更慢", "用的时间长"), ("更快", "用的时间短", "先完成")),
    _Fact("person", "{x}跑完要{a}秒", ("{x}{a}秒", "{x}要{a}秒"), "{a}秒", ("慢一些", "更慢"), ("快一些", "更快")),
    _Fact("person", "{x}得{a}分", ("{x}{a}分", "{x}得{a}", "{x}{a}"), "{a}分", ("赢了", "得分高", "分更高"), ("输了", "得分低", "分更低")),
    _Fact("person", "{x}{a}点到", ("{x}{a}点", "{x}{a}点来"), "{a}点", ("到得晚", "更晚"), ("到得早", "先到", "更早")),
    _Fact("thing", "{x}{a}元", ("{x}{a}", "{x}{a}元", "{x}只要{a}元"), "{a}元", ("贵", "更贵", "贵一些"), ("便宜", "更便宜", "便宜一些")),
    _Fact("thing", "{x}要{a}块", ("{x}{a}块", "{x}要{a}"), "{a}块", ("的价钱高", "更贵"), ("的价钱低", "更便宜")),
    _Fact("thing", "{x}重{a}公斤", ("{x}{a}公斤", "{x}重{a}", "{x}{a}"), "{a}公斤", ("重", "更重", "重一些"), ("轻", "更轻", "轻一些")),
    _Fact("thing", "{x}长{a}厘米", ("{x}{a}厘米", "{x}长{a}", "{x}{a}"), "{a}厘米", ("长", "更长", "长一些"), ("短", "更短", "短一些")),
    _Fact("thing", "{x}用了{a}年", ("{x}{a}年", "{x}用了{a}"), "{a}年", ("旧", "更旧"), ("新", "更新")),
    _Fact("city", "{x}离这里{a}公里", ("{x}{a}公里", "{x}{a}"), "{a}公里", ("更远", "远一些"), ("更近", "近一些")),
    _Fact("city", "{x}{a}度", ("{x}{a}", "{x}{a}度", "{x}只有{a}度"), "{a}度", ("更热", "热一些", "更暖和"), ("更冷", "冷一些", "更凉")),
)  # fmt: skip
_HOURS = ("at {a}", "{a}点")
_WHO = {"person": ("who", "谁"), "thing": ("which", "哪个"), "city": ("which city", "哪里"), "place": ("which", "哪个")}  # fmt: skip
# {f} and {s} are the halves, {q} the question; with capitals at the head of a sentence.
_FORMS = ("{F}, {s}. Well, {q}?", "{F}, {s}: {q}?", "{F} and {s}, {q}?", "{f} and {s}, so {q}", "{F}; {s}. {Q}?", "{F}, {s}, now {q}?", "{F}, but {s}. {Q}?", "{f}, {s}, {q}?",
          "{Q} if {f} and {s}?", "{Q}? {F}, {s}.", "{Q}: {f}, {s}.", "Tell me {q}: {f}, {s}", "{F} while {s}. So {q}?", "As {f} and {s}, {q}?", "{f} / {s} / {q}",
          "{F}. {S}. {Q}?", "{F} and {s}. Say {q}.", "{F} - {s} - {q}?", "{Q} when {f}, {s}?", "{F}, {s}, I wonder {q}.", "We know {f} and {s}. {Q}?")  # fmt: skip
_PAIR_FORMS = ("{Q}, {x} with {a} or {y} with {b}?", "{q}? {X} with {a} or {y} with {b}", "{X} with {a} or {y} with {b}, {q}?", "{x} with {a}, {y} with {b}: {q}", "{Q}: {x} ({a}) or {y} ({b})?",
               "{x} {a}, {y} {b}, {q}?", "{X}: {a}. {Y}: {b}. {Q}?", "{x} = {a}, {y} = {b}, {q}", "Take {x} with {a} and {y} with {b}. {Q}?", "{Q}, {x} at {a} or {y} at {b}?", "{q} - {x}, {a}, or {y}, {b}",
               "Between {x} with {a} and {y} with {b}, {q}?", "{Q} of the two: {x} with {a}, {y} with {b}?")  # fmt: skip
_CHINESE_FORMS = ("{f}，{s}，{q}？", "{f}，{s}。{q}？", "{f}，{s}，{q}", "{f}，{s}，那么{q}？", "{f}；{s}。{q}", "{f}，可是{s}，{q}？", "{f}，而{s}。请问{q}？", "{f}，{s}，问{q}", "{q}？{f}，{s}。",
                  "{q}：{f}，{s}？", "{q}：{f}，{s}", "若{f}，{s}，{q}？", "{f}、{s}，{q}？", "{f}，{s}，你说{q}？", "知道{f}，{s}，{q}？", "{f}。{s}。{q}？", "{f}，{s}，看看{q}", "因为{f}，{s}，所以{q}？")  # fmt: skip
_CHINESE_PAIR_FORMS = ("{q}，{x}{a}还是{y}{b}？", "{q}：{x}{a}，{y}{b}？", "{q}？{x}{a}，{y}{b}", "{x}（{a}）和{y}（{b}），{q}？", "{x}：{a}；{y}：{b}。{q}？", "{x}{a}，{y}{b}，{q}", "{x}的是{a}，{y}的是{b}，{q}？",
                       "{q}：{x}的{a}还是{y}的{b}？", "{x}{a}和{y}{b}比，{q}？", "在{x}（{a}）与{y}（{b}）中{q}？", "{q}呢，{x}{a}，{y}{b}")  # fmt: skip


def _numbers(rng: Random, hours: bool) -> tuple[int, int]:
    """Two numbers of any kind, or hours of the day."""
    if hours:
        first, second = rng.sample(range(5, 24), 2)
        return first, second
    return two_numbers(rng)


def _noun(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_WORDS) if chance(rng, 0.7) else rng.choice(THINGS)[1]
    return rng.choice(NOUNS) if chance(rng, 0.9) else invented_word(rng)


def _subjects(rng: Random, kind: str, chinese: bool) -> tuple[str, str]:
    """Two people, things or cities of different names."""
    while True:
        if kind == "person":
            return two_names(rng, chinese)
        make = plain_values.city if kind == "city" else _noun
        x, y = make(rng, chinese), make(rng, chinese)
        if x not in y and y not in x:
            return x, y


def _verb(rng: Random, kind: str, chinese: bool) -> str:
    """A verb, now and then one that nobody knows."""
    if chinese:
        return rng.choice(_CHINESE_VERBS)
    if kind == "place":
        return rng.choice(_PLACE_VERBS)
    if chance(rng, 0.1):
        return invented_word(rng) + rng.choice(("ed", "s"))
    return rng.choice(_VERBS)


def _fact(rng: Random, chinese: bool) -> tuple[_Fact, str]:
    """What is compared, and the verb that says so."""
    if chance(rng, 0.45):
        fact = rng.choice(_CHINESE_FACTS if chinese else _FACTS)
        return fact, ""
    if chance(rng, 0.15):
        return (_CHINESE_PLACE if chinese else _PLACE), _verb(rng, "place", chinese)
    verb = _verb(rng, "person", chinese)
    if not chinese:
        return _COUNT, verb
    if verb == "有":
        return _CHINESE_HAS, verb
    return (_CHINESE_RESULT if verb.endswith(_CHINESE_RESULT_ENDS) else _CHINESE_COUNT), verb


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def compared(rng: Random, chinese: bool) -> Compared:
    """Returns a question which of two has more or less, in few words."""
    while True:
        found = _compared(rng, chinese)
        # Two words that meet may make one that is kept for evaluation.
        if not holds_held_out(found.question):
            return found


def _compared(rng: Random, chinese: bool) -> Compared:
    fact, verb = _fact(rng, chinese)
    thing_name, measure = thing(rng, chinese)
    x, y = _subjects(rng, fact.kind, chinese)
    a, b = _numbers(rng, fact.alone in _HOURS)
    words = {"t": thing_name, "m": measure, "v": verb, "w": verb.removesuffix("了")}
    wants_more = chance(rng, 0.9)
    predicate = rng.choice(fact.more if wants_more else fact.less).format(**words)
    space = "" if chinese else " "
    ask = _WHO[fact.kind][int(chinese)] + space + predicate
    article = "the " if fact.kind in ("thing", "place") and not chinese else ""
    if chance(rng, 0.68):
        form = rng.choice(_CHINESE_FORMS if chinese else _FORMS)
        told = rng.choice(fact.short) if chance(rng, 0.75) else fact.whole
        first, second = fact.whole.format(x=x, a=a, **words), told.format(x=y, a=b, **words)
    else:
        form, first, second = rng.choice(_CHINESE_PAIR_FORMS if chinese else _PAIR_FORMS), "f", "s"
    names = {"x": article + x, "y": article + y, "X": _capital(article + x), "Y": _capital(article + y), "q": ask, "Q": _capital(ask), "f": first,
             "F": _capital(first), "s": second, "S": _capital(second), "a": fact.alone.format(a=a, **words), "b": fact.alone.format(a=b, **words)}  # fmt: skip
    found, other = (x, y) if (a > b) == wants_more else (y, x)
    top, low = (a, b) if found == x else (b, a)
    sign, size = (">", ("more", "大")) if wants_more else ("<", ("less", "小"))
    listed = f"{x}：{a}，{y}：{b}" if chinese else f"{x}: {a}, {y}: {b}"
    why = f"{top}比{low}{size[1]}。" if chinese else f"{top} is {size[0]} than {low}."
    answer = f"{found}{predicate}。" if chinese else f"{_capital(article + found)} {predicate}."
    return Compared(form.format(**names), listed, f"{top} {sign} {low}", why,
                    article + found, article + other, answer)  # fmt: skip


_NAME_ONLY = ("Only the name, please.", "Answer with the name alone.", "Just name it, nothing else.", "Say the name and nothing more.", "One name for each question.")  # fmt: skip
_NAME_ONLY_CHINESE = (
    "只回答名称。",
    "只说名字，不要别的。",
    "每题只答一个名字。",
    "答案只写名字。",
)


def many(rng: Random, chinese: bool) -> Conversation:
    """Returns many comparisons without thoughts; after a rule, the name alone is the answer."""
    names_only = chance(rng, 0.6)
    messages: list[Message] = []
    if names_only:
        messages.append(system(rng.choice(_NAME_ONLY_CHINESE if chinese else _NAME_ONLY)))
    for _ in range(rng.choice((6, 8, 10))):
        found = compared(rng, chinese)
        name = found.found.removeprefix("the ")
        messages += [user(found.question), assistant(name if names_only else found.answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a comparison with its thoughts, or many without them."""
    chinese = chance(rng, 0.45)
    if chance(rng, 0.3):
        return many(rng, chinese)
    found = compared(rng, chinese)
    thought = "\n".join(found.steps)
    return Conversation((user(found.question), assistant(found.answer, reasoning=thought)))
