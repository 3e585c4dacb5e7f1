"""Small tools for the drill on several calls: one word and the kind of a value tell them apart."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json, ToolCall, function_tool
from .drill_values import CHINESE_FACTS, CHINESE_VERBS, KINDS, Kind, different
from .phrasing import capital
from .plain_tools import Request, styled
from .words import NOUNS, VERBS, chance, invented_word

Pair = tuple[tuple[str, ...], tuple[str, ...]]
_LISTS = (
    "{} and {}", "{} and {}", "{} and also {}", "both {} and {}", "{} as well as {}", "{} & {}", "{}, {}",
    "{} and, of course, {}",
)  # fmt: skip
_LISTS_CHINESE = (
    "{}和{}", "{}和{}", "{}、{}", "{}跟{}", "{}以及{}", "{}与{}", "{}还有{}", "{}，还有{}", "{}，{}", "{}和{}这两个",
)  # fmt: skip
_LONG_LISTS = ("{}, {} and {}", "{}, {}, and {}", "{}, {}, {}", "{} and {} and {}", "{}, {} as well as {}")  # fmt: skip
_LONG_LISTS_CHINESE = ("{}、{}和{}", "{}、{}、{}", "{}，{}，还有{}", "{}、{}以及{}", "{}和{}还有{}", "{}、{}与{}", "{}，{}，{}")  # fmt: skip
# Of deeds one may also say what comes first.
_ORDERS = (
    ("{}, then {}", "first {}, then {}", "{}, and after that {}"),
    ("first {}, then {}, finally {}", "{}, then {}, then {}", "first {}, next {}, last {}"),
)
_ORDERS_CHINESE = (("先{}，再{}", "{}，然后{}", "{}，之后是{}"), ("先{}，再{}，最后{}", "{}，然后{}，接着{}"))  # fmt: skip


def listed(rng: Random, texts: list[str], chinese: bool, in_order: bool = False) -> str:
    """Returns two or three things as one says them in a row; one stays as it is."""
    if len(texts) == 1:
        return texts[0]
    if in_order and chance(rng, 0.3):
        orders = (_ORDERS_CHINESE if chinese else _ORDERS)[len(texts) - 2]
        return rng.choice(orders).format(*texts)
    if len(texts) > 2:
        return rng.choice(_LONG_LISTS_CHINESE if chinese else _LONG_LISTS).format(*texts)
    forms = _LISTS_CHINESE if chinese else _LISTS
    return rng.choice(forms).format(*texts)


class Manner(NamedTuple):
    """How a kind of tool speaks: what it does, requests for one or more, for more than one.

    {w} is its word, {k} the kind of its value, {x} the values. The pairs are English, Chinese.
    """

    about: Pair
    requests: Pair
    for_several: Pair


_FACT = Manner(
    (("The {w} of a {k}", "Tells the {w} of a {k}", "Gets the {w} for a {k}.", "Looks up which {w} a {k} has"),
     ("查{k}的{w}", "{k}{w}查询", "返回某个{k}的{w}", "告诉你{k}的{w}")),
    (("{w} of {x}", "what is the {w} of {x}?", "I need the {w} for {x}", "tell me the {w} of {x}", "{x}: {w}?", "{w} for {x}, please",
      "do you know the {w} of {x}", "about {x}, what's the {w}?", "look up the {w} for {x}", "what {w} do we have for {x}?"),
     ("{x}的{w}", "{x}的{w}是什么？", "查一下{x}的{w}", "告诉我{x}的{w}", "看看{x}的{w}", "我要{x}的{w}", "{x}{w}怎么样", "{w}：{x}",
      "帮我看{x}的{w}", "请问{x}的{w}")),
    (("compare the {w} of {x}", "which has more {w}: {x}?", "the {w} of each: {x}", "whose {w} is better, {x}?",
      "how does the {w} differ between {x}?"),
     ("比一比{x}的{w}", "{x}的{w}分别是什么", "{x}各自的{w}", "{x}的{w}都要", "{x}谁的{w}更好", "{x}分别有什么{w}", "{x}的{w}各是多少？")),
)  # fmt: skip
_DEED = Manner(
    (("{W} a {k}", "Lets you {w} a {k}", "{W} one {k}.", "Does this: {w} a {k}"), ("{w}{k}", "对{k}进行{w}", "{w}一个{k}", "给{k}做{w}")),
    (("{w} {x}", "please {w} {x}", "can you {w} {x}?", "I'd like to {w} {x}", "we have to {w} {x}", "time to {w} {x}", "{w} this for me: {x}",
      "you may {w} {x}", "could somebody {w} {x}", "{x} - {w}, please"),
     ("{w}{x}", "请{w}{x}", "把{x}{w}一下", "给{x}做{w}", "能不能{w}{x}", "要{w}的是{x}", "我想{w}{x}", "麻烦{w}{x}", "{x}需要{w}", "该{w}{x}了")),
    (("{w} all of these: {x}", "{w} each of {x}", "don't forget to {w} {x}", "{x} - {w} them all"),
     ("{x}都要{w}", "{x}全部{w}", "把{x}都{w}了", "{x}分别{w}", "{x}一起{w}", "{x}各{w}一次")),
)  # fmt: skip
_ALL = Manner(
    (("Tells all about a {k}", "Everything known of a {k}", "Shows the data of a {k}", "Knows every {k}"),
     ("查{k}的资料", "{k}的全部信息", "显示{k}情况", "{k}查询")),
    (("anything about {x}?", "what do we know of {x}", "info on {x}", "show {x}", "look up {x}", "what about {x}?", "now {x}", "{x}, please",
      "I want to see {x}", "give me {x}", "tell me of {x}"),
     ("{x}有什么信息", "说说{x}", "查{x}", "了解一下{x}", "{x}的情况", "看看{x}", "{x}呢？", "给我看{x}", "找一下{x}", "介绍{x}", "打开{x}")),
    (("compare {x}", "show them all: {x}", "what is there on each of {x}?"),
     ("{x}分别介绍一下", "比较{x}", "{x}都看一下", "{x}都查一查", "{x}各是什么情况")),
)  # fmt: skip


def _described(rng: Random, kind: Kind, chinese: bool, is_described: bool) -> Json:
    if not is_described:
        return {"type": "string"}
    forms = (
        ("{}", "要查的{}", "哪个{}")
        if chinese
        else ("The {}", "Which {}", "A {}", "Name of the {}")
    )
    return {"type": "string", "description": rng.choice(forms).format(kind.word[chinese])}


def _word(rng: Random, manner: Manner, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_VERBS if manner is _DEED else CHINESE_FACTS)
    if chance(rng, 0.06):
        return invented_word(rng)
    return rng.choice(VERBS if manner is _DEED else NOUNS)


class WordTool:
    """A tool with one argument, asked for by its word, or by nothing but the kind of a value."""

    def __init__(
        self, rng: Random, kind: Kind, chinese: bool, by_kind: bool, is_deed: bool | None = None, word: str = ""
    ) -> None:  # fmt: skip
        self.kind, self.chinese, self.is_by_word = kind, chinese, not by_kind
        self.is_deed = not by_kind and (chance(rng, 0.5) if is_deed is None else is_deed)
        self.manner = _ALL if by_kind else _DEED if self.is_deed else _FACT
        self.word = word or _word(rng, self.manner, chinese)
        self.argument = rng.choice(kind.arguments)
        named = kind.word[0].split()[-1]
        head = invented_word(rng) if (chinese and not by_kind) or chance(rng, 0.15) else self.word
        parts = [rng.choice(("get", "find", "show", "about")), named] if by_kind else [head, named]
        if chance(rng, 0.3):
            parts.reverse()
        self.name = styled(rng, parts)
        text = rng.choice(self.manner.about[chinese]).format(
            w=self.word, W=capital(self.word), k=kind.word[chinese]
        )
        schema = _described(rng, kind, chinese, chance(rng, 0.6))
        self.tool = function_tool(self.name, text, {self.argument: schema})

    def call(self, value: Any) -> ToolCall:
        """Returns the call with a value."""
        return ToolCall(self.name, {self.argument: value})

    def ask(self, rng: Random) -> Request:
        """Returns a request for one thing."""
        text, calls = self.ask_all(rng, 1)
        return Request(text, calls[0])

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for some things, and the calls it needs."""
        values = different(rng, self.kind, self.chinese, count)
        forms = self.manner.requests[self.chinese]
        if count > 1 and chance(rng, 0.4):
            forms = self.manner.for_several[self.chinese]
        is_plain_deed = self.is_deed and forms is self.manner.requests[self.chinese]
        said = listed(rng, values, self.chinese, is_plain_deed)
        return rng.choice(forms).format(w=self.word, x=said), [self.call(v) for v in values]


class Link(NamedTuple):
    """A second argument: its kind, and how it goes with the first ({w} word, {x}, {y})."""

    first: tuple[str, ...]
    second: str
    joined: tuple[str, str]


_LINKS = (
    Link(("code", "thing", "person"), "town", (" to ", "到")), Link(("code", "thing", "topic"), "person", (" for ", "给")),
    Link(("code", "thing", "room"), "date", (" on ", "，日期")), Link(("person", "email"), "text", (": ", "：")),
    Link(("person", "email"), "text", (" the words ", "说")), Link(("thing", "code"), "room", (" into the ", "到")),
    Link(("code", "topic", "thing"), "email", (" and mail it to ", "并发到")),
)  # fmt: skip


class LinkedTool:
    """A tool with two arguments: something, and where it goes, whose it is, what is said."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.chinese, self.link = chinese, rng.choice(_LINKS)
        self.kinds = (KINDS[rng.choice(self.link.first)], KINDS[self.link.second])
        self.word = _word(rng, _DEED, chinese)
        self.arguments = tuple(rng.choice(kind.arguments) for kind in self.kinds)
        self.order = [0, 1] if chance(rng, 0.8) else [1, 0]
        properties = {
            self.arguments[i]: _described(rng, self.kinds[i], chinese, chance(rng, 0.6))
            for i in self.order
        }
        self.name = styled(
            rng, [invented_word(rng) if chinese else self.word, self.kinds[0].word[0]]
        )
        first, second = (kind.word[chinese] for kind in self.kinds)
        text = (
            f"{self.word}{first}，带{second}"
            if chinese
            else f"{capital(self.word)} a {first} with a {second}"
        )
        self.tool = function_tool(self.name, text, properties)

    def _call(self, *values: str) -> ToolCall:
        return ToolCall(self.name, {self.arguments[i]: values[i] for i in self.order})

    def _pair(self, first: str, second: str) -> str:
        return first + self.link.joined[self.chinese] + second

    def ask(self, rng: Random) -> Request:
        """Returns a request for one thing."""
        text, calls = self.ask_all(rng, 1)
        return Request(text, calls[0])

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for some: pairs, or one first or second thing for all of them."""
        firsts, seconds = (different(rng, kind, self.chinese, count) for kind in self.kinds)
        pick, comma = rng.random(), "，" if self.chinese else ", "
        if pick < 0.35:
            seconds = seconds[:1] * count
            said = self._pair(listed(rng, firsts, self.chinese), seconds[0])
        elif pick < 0.55 and self.link.second != "text":
            firsts = firsts[:1] * count
            said = self._pair(firsts[0], listed(rng, seconds, self.chinese))
        else:
            pairs = [self._pair(*each) for each in zip(firsts, seconds, strict=True)]
            is_text = self.link.second == "text"
            said = rng.choice((";", "\n" if self.chinese else ";")).join(pairs) if is_text else ""
            said = said or (
                listed(rng, pairs, self.chinese) if chance(rng, 0.7) else comma.join(pairs)
            )
        forms = ("{w}{x}", "请{w}{x}", "我要{w}{x}", "帮忙{w}{x}") if self.chinese else ("{w} {x}", "please {w} {x}", "I'd like to {w} {x}", "can you {w} {x}")  # fmt: skip
        calls = [self._call(*each) for each in zip(firsts, seconds, strict=True)]
        return rng.choice(forms).format(w=self.word, x=said), calls


_OPERATIONS = {
    "add": (("{} plus {}", "{} + {}"), ("{}加{}", "{}+{}"), ("Adds two numbers", "两数相加")),
    "subtract": (("{} minus {}", "{} - {}"), ("{}减{}", "{}-{}"), ("Subtracts b from a", "两数相减")),
    "multiply": (("{} times {}", "{} * {}"), ("{}乘以{}", "{}×{}"), ("Multiplies two numbers", "两数相乘")),
    "divide": (("{} divided by {}", "{} / {}"), ("{}除以{}", "{}÷{}"), ("Divides a by b", "两数相除")),
}  # fmt: skip


class SumTool:
    """A tool that calculates with two numbers."""

    def __init__(self, rng: Random, operation: str, chinese: bool) -> None:
        self.chinese = chinese
        english, in_chinese, about = _OPERATIONS[operation]
        self.forms = in_chinese if chinese else english
        self.arguments = rng.choice((("a", "b"), ("x", "y"), ("first", "second"), ("n", "m")))
        self.name = styled(rng, [operation, *rng.choice(((), ("numbers",), ("two",), ("ints",)))])
        properties = {name: {"type": "integer"} for name in self.arguments}
        self.tool = function_tool(self.name, about[chinese], properties)

    def ask(self, rng: Random) -> Request:
        """Returns a request for one sum."""
        text, calls = self.ask_all(rng, 1)
        return Request(text, calls[0])

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for some sums, and the calls it needs."""
        top = 10 ** rng.choice((1, 2, 3))
        pairs = [(rng.randrange(2, top + 9), rng.randrange(2, top + 9)) for _ in range(count)]
        sums = [rng.choice(self.forms).format(*pair) for pair in pairs]
        frames = ("{}是多少", "算{}", "{}等于几？", "求{}", "{}") if self.chinese else ("what is {}?", "{}", "how much is {}", "work out {}", "I need {}")  # fmt: skip
        calls = [
            ToolCall(self.name, dict(zip(self.arguments, pair, strict=True))) for pair in pairs
        ]
        return rng.choice(frames).format(listed(rng, sums, self.chinese)), calls


def sum_tools(rng: Random, count: int, chinese: bool) -> list[SumTool]:
    """Returns tools for different operations."""
    return [SumTool(rng, operation, chinese) for operation in rng.sample(list(_OPERATIONS), count)]
