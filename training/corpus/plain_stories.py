"""Stories of sums in very many wordings: who does what decides whether a number comes or goes.

Asked for with thoughts, one story at a time; without them, one step of a running story each turn.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, user
from .arithmetic import worked
from .plain_thinking import Step, steps_of
from .story_words import common_name as name
from .story_words import thing
from .word_problems import is_open
from .words import CHINESE_WORDS, NOUNS, chance

# Deeds as "present|past"; {n} is the number with what is counted, {x} who has the things.
_OWN_MORE = ("buys {n}|bought {n}", "gets {n}|got {n}", "finds {n}|found {n}", "makes {n}|made {n}", "wins {n}|won {n}",
             "earns {n}|earned {n}", "borrows {n} from {o}|borrowed {n} from {o}", "orders {n}|ordered {n}", "takes {n} from {o}|took {n} from {o}",
             "catches {n}|caught {n}", "inherits {n}|inherited {n}", "gathers {n}|gathered {n}", "steals {n} from {o}|stole {n} from {o}",
             "is sent {n}|was sent {n}", "brings home {n}|brought home {n}", "digs up {n}|dug up {n}", "gets {n} back|got {n} back",
             "receives {n} from {o}|received {n} from {o}", "unpacks {n}|unpacked {n}", "rents {n}|rented {n}")  # fmt: skip
_OWN_LESS = ("sells {n}|sold {n}", "loses {n}|lost {n}", "breaks {n}|broke {n}", "drops {n}|dropped {n}", "gives {o} {n}|gave {o} {n}",
             "lends {n} to {o}|lent {n} to {o}", "returns {n}|returned {n}", "gives {n} away|gave {n} away", "uses up {n}|used up {n}",
             "throws {n} away|threw {n} away", "burns {n}|burned {n}", "mails {n} to {o}|mailed {n} to {o}", "forgets {n}|forgot {n}",
             "brings {o} {n}|brought {o} {n}", "gets rid of {n}|got rid of {n}", "wastes {n}|wasted {n}", "pays {o} {n}|paid {o} {n}",
             "takes {n} back to the shop|took {n} back to the shop", "donates {n}|donated {n}", "ruins {n}|ruined {n}")  # fmt: skip
_OTHER_MORE = ("{o} gives {x} {n}|{o} gave {x} {n}", "{o} brings {x} {n}|{o} brought {x} {n}", "{o} sends {n}|{o} sent {n}",
               "{o} lends {x} {n}|{o} lent {x} {n}", "{o} hands over {n}|{o} handed over {n}", "{o} brings {n}|{o} brought {n}",
               "{o} returns {n} to {x}|{o} returned {n} to {x}", "{o} pays {x} {n}|{o} paid {x} {n}", "{o} adds {n}|{o} added {n}")  # fmt: skip
_OTHER_LESS = ("{o} borrows {n}|{o} borrowed {n}", "{o} takes {n}|{o} took {n}", "{o} steals {n}|{o} stole {n}", "{o} gets {n}|{o} got {n}",
               "{o} borrows {n} from {x}|{o} borrowed {n} from {x}", "{o} buys {n} from {x}|{o} bought {n} from {x}",
               "{o} wants {n} of them|{o} wanted {n} of them", "{o} breaks {n}|{o} broke {n}", "{o} loses {n}|{o} lost {n}",
               "{o} keeps {n}|{o} kept {n}", "{o} grabs {n}|{o} grabbed {n}", "{o} receives {n} of them|{o} received {n} of them")  # fmt: skip
_THERE_MORE = ("{o} brings {n}|{o} brought {n}", "{o} adds {n}|{o} added {n}", "{o} puts {n} there|{o} put {n} there", "{o} unloads {n}|{o} unloaded {n}",
               "{o} leaves {n} there|{o} left {n} there", "{o} delivers {n}|{o} delivered {n}", "{o} comes with {n}|{o} came with {n}", "{n} are added|{n} were added",
               "{o} donates {n}|{o} donated {n}", "{o} returns {n}|{o} returned {n}", "{n} arrive|{n} arrived", "{n} are made|{n} were made", "{o} throws in {n}|{o} threw in {n}")  # fmt: skip
_THERE_LESS = ("{o} takes {n}|{o} took {n}", "{o} removes {n}|{o} removed {n}", "{o} fetches {n}|{o} fetched {n}", "{o} buys {n}|{o} bought {n}", "{n} are stolen|{n} were stolen",
               "{o} borrows {n}|{o} borrowed {n}", "{o} leaves with {n}|{o} left with {n}", "{n} get lost|{n} got lost", "{n} disappear|{n} disappeared",
               "{o} carries {n} away|{o} carried {n} away", "{o} throws out {n}|{o} threw out {n}", "{n} break|{n} broke", "{o} grabs {n}|{o} grabbed {n}")  # fmt: skip
_DO_MORE = ("add {n}", "put in {n}", "bring {n}", "put {n} with them", "lay down {n}", "throw in {n}", "insert {n}", "pour in {n}", "get {n}", "include {n}", "buy {n}", "join {n}")  # fmt: skip
_DO_LESS = ("remove {n}", "take away {n}", "take out {n}", "take {n} off", "pull out {n}", "throw out {n}", "give away {n}", "drop {n}", "lose {n}", "discard {n}", "sell {n}", "subtract {n}")  # fmt: skip
_OWN_START = ("{x} has {a} {t}|{x} had {a} {t}", "{x} owns {a} {t}|{x} owned {a} {t}", "{x} begins with {a} {t}|{x} began with {a} {t}",
              "{x} possesses {a} {t}|{x} possessed {a} {t}", "at first {x} has {a} {t}|at first {x} had {a} {t}")  # fmt: skip
_THERE_START = ("there are {a} {t} in the {s}|there were {a} {t} in the {s}", "{a} {t} are there|{a} {t} were there", "the {s} has {a} {t}|the {s} had {a} {t}",
                "there are {a} {t} at first|there were {a} {t} at first", "I see {a} {t}|I saw {a} {t}", "{a} {t} stand in a {s}|{a} {t} stood in a {s}", "we count {a} {t}|we counted {a} {t}")  # fmt: skip
_DO_START = ("begin with {a} {t}", "you have {a} {t}", "take {a} {t}", "first put down {a} {t}", "given {a} {t}", "imagine {a} {t}", "from {a} {t}", "starting from {a} {t}")  # fmt: skip
_OWN_ASK = ("How many {t} does {x} have now?", "How many has {x} got?", "how many {t} does {x} own", "How many {t} are left for {x}?", "how many now?", "How many does {x} end up with?",
            "how many {t} are left", "So how many {t} does {x} have?", "What does {x} have now?", "How many remain?")  # fmt: skip
_ASK = ("How many are there now?", "how many {t} now?", "How many {t} are left?", "how many remain", "How many {t} is that?", "how many are there", "So how many?", "What is the number now?",
        "How many {t} do we have?", "and now, how many?", "How many in the end?")  # fmt: skip
_JOINTS = (", ", ". ", ", then ", " and then ", " and ", ". Then ", "; ", ". Later ", ", but ", ". After that, ")  # fmt: skip
_CHINESE_OWN_MORE = ("买了{n}", "又买{n}", "买来{n}", "得到{n}", "找到{n}", "拿到{n}", "做了{n}", "赢了{n}", "从{o}那里借来{n}", "又有了{n}", "捡了{n}",
                     "从{o}那里拿来{n}", "收到{n}", "借了{o}{n}", "挣到{n}", "领了{n}", "要回{n}", "带回{n}", "添了{n}")  # fmt: skip
_CHINESE_OWN_LESS = ("卖了{n}", "卖出{n}", "丢了{n}", "丢掉{n}", "送出{n}", "借给{o}{n}", "送给{o}{n}", "用了{n}", "坏了{n}", "扔了{n}", "还给{o}{n}", "交出{n}", "弄坏{n}", "拿出{n}给{o}", "少了{n}", "失去{n}", "捐出{n}")  # fmt: skip
_CHINESE_OTHER_MORE = ("{o}给{x}{n}", "{o}送来{n}", "{o}拿来{n}", "{o}还来{n}", "{o}借给{x}{n}", "{o}带来{n}", "{o}送{x}{n}", "{o}还给{x}{n}")  # fmt: skip
_CHINESE_OTHER_LESS = ("{o}借走{n}", "{o}拿走{n}", "{o}偷走{n}", "{o}要去{n}", "{o}向{x}借了{n}", "{o}从{x}那里买走{n}", "{o}弄丢{n}", "{o}抢走{n}", "{o}带走{n}", "{o}拿去{n}", "{o}弄坏{n}")  # fmt: skip
_CHINESE_THERE_MORE = ("{o}拿来{n}", "{o}送来{n}", "{o}带来{n}", "{o}加了{n}", "来了{n}", "{o}放下{n}", "{o}搬来{n}", "添了{n}", "多了{n}", "{o}补了{n}", "运来{n}", "{o}还来{n}")  # fmt: skip
_CHINESE_THERE_LESS = ("{o}拿走{n}", "{o}取走{n}", "{o}带走{n}", "{o}买走{n}", "{o}借走{n}", "丢了{n}", "少了{n}", "坏了{n}", "{o}搬走{n}", "{o}扔了{n}", "卖掉{n}", "{o}偷走{n}", "不见了{n}")  # fmt: skip
_CHINESE_DO_MORE = ("加{n}", "加上{n}", "添{n}", "放进{n}", "再加{n}", "补{n}", "又来{n}", "买{n}", "多{n}")  # fmt: skip
_CHINESE_DO_LESS = ("减{n}", "减去{n}", "拿掉{n}", "去掉{n}", "再减{n}", "取出{n}", "扔{n}", "卖{n}", "少{n}", "用{n}")  # fmt: skip
_CHINESE_OWN_START = ("{x}有{a}{m}{t}", "{x}本来有{a}{m}{t}", "{x}有{t}{a}{m}", "{x}先有{a}{m}{t}", "{x}已有{a}{m}{t}", "{x}拥有{a}{m}{t}", "开始时{x}有{a}{m}{t}")  # fmt: skip
_CHINESE_THERE_START = ("原先有{a}{m}{t}", "本来有{a}{m}{t}", "{s}里有{a}{m}{t}", "这里有{a}{m}{t}", "开始有{a}{m}{t}", "有{a}{m}{t}", "地上有{t}{a}{m}", "起先有{a}{m}{t}")  # fmt: skip
_CHINESE_DO_START = ("开头是{a}{m}{t}", "从{a}{m}{t}开始", "拿{a}{m}{t}", "设有{a}{m}{t}", "首先有{a}{m}{t}", "给你{a}{m}{t}")  # fmt: skip
_CHINESE_OWN_ASK = ("{x}现在有几{m}？", "{x}还有多少{m}{t}？", "{x}剩几{m}？", "{x}有多少{m}{t}", "还剩多少{m}？", "问{x}有几{m}{t}？", "现在几{m}？", "{x}手里还剩几{m}{t}？")  # fmt: skip
_CHINESE_ASK = ("现在有几{m}？", "还剩多少{m}", "有多少{m}{t}？", "是多少{m}？", "总共几{m}{t}", "现在多少{m}？", "剩几{m}？", "{t}还有几{m}？", "得几{m}？")  # fmt: skip
_CHINESE_JOINTS = ("，", "，", "，", "，后来", "，之后", "。后来", "。", "，随后", "，可是", "。再后来")  # fmt: skip


class _Words(NamedTuple):
    """What a story of one kind is made of: who has the things, what is there, what you shall do."""

    starts: tuple[str, ...]
    more: tuple[tuple[str, ...], ...]
    less: tuple[tuple[str, ...], ...]
    asks: tuple[str, ...]


_ENGLISH = (
    _Words(_OWN_START, (_OWN_MORE, _OTHER_MORE), (_OWN_LESS, _OTHER_LESS), _OWN_ASK),
    _Words(_THERE_START, (_THERE_MORE,), (_THERE_LESS,), _ASK),
    _Words(_DO_START, (_DO_MORE,), (_DO_LESS,), _ASK),
)
_CHINESE = (
    _Words(_CHINESE_OWN_START, (_CHINESE_OWN_MORE, _CHINESE_OTHER_MORE),
           (_CHINESE_OWN_LESS, _CHINESE_OTHER_LESS), _CHINESE_OWN_ASK),
    _Words(_CHINESE_THERE_START, (_CHINESE_THERE_MORE,), (_CHINESE_THERE_LESS,), _CHINESE_ASK),
    _Words(_CHINESE_DO_START, (_CHINESE_DO_MORE,), (_CHINESE_DO_LESS,), _CHINESE_ASK),
)  # fmt: skip


class _Teller:
    """Tells the steps of one story."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self.words = rng.choices(_CHINESE if chinese else _ENGLISH, (45, 35, 20))[0]
        self.tense = rng.randrange(2)
        self.owner = name(rng, chinese)
        self.thing, self.measure = thing(rng, chinese)
        place = rng.choice(CHINESE_WORDS if chinese else NOUNS)
        self.names = {"x": self.owner, "t": self.thing, "m": self.measure, "s": place}

    def _pick(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices).split("|")[-self.tense]

    def start(self, number: int) -> str:
        """What is there at first."""
        return self._pick(self.words.starts).format(a=number, **self.names)

    def event(self, number: int, op: str) -> tuple[str, bool]:
        """A deed, and whether the owner, who is not named in it, does it."""
        choices = self.words.more if op == "+" else self.words.less
        at = self.rng.randrange(len(choices))
        count = f"{number}{self.measure}" if self.chinese else str(number)
        if not self.chinese and op == "+" and chance(self.rng, 0.15):
            count += " more"
        elif chance(self.rng, 0.12):
            count += self.thing if self.chinese else f" {self.thing}"
        other = name(self.rng, self.chinese)
        told = self._pick(choices[at]).format(n=count, o=other, **self.names)
        return told, len(choices) == 2 and at == 0

    def ask(self) -> str:
        """The question at the end."""
        return self.rng.choice(self.words.asks).format(**self.names)

    def told(self, event: str, own: bool, begins: bool) -> str:
        """An event as it stands in the text: with the owner where a sentence begins."""
        named = own and (begins or chance(self.rng, 0.25))
        space = "" if self.chinese else " "
        return f"{self.owner}{space}{event}" if named else event


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _sentences(text: str) -> str:
    """A text whose sentences begin with capitals."""
    return ". ".join(_capital(part) for part in text.split(". "))


def _asked(end: str, ask: str) -> str:
    """How a question goes on after a comma or a full stop."""
    return end + (ask[0].lower() + ask[1:] if end == ", " else ask)


def story(rng: Random, chinese: bool, ops: str) -> tuple[str, list[str], int]:
    """Returns a story with its question, the thought for each step, and the result."""
    steps = steps_of(rng, ops)
    teller = _Teller(rng, chinese)
    text, thoughts = teller.start(steps[0][0]), []
    for step in steps:
        joint = rng.choice(_CHINESE_JOINTS if chinese else _JOINTS)
        event, own = teller.event(step[1], step[2])
        begins = joint.startswith((".", ";", "。", ", but"))
        text += joint + teller.told(event, own, begins)
        thoughts.append(f"{event}{'：' if chinese else ': '}{worked(*step)}")
    a, b, op = steps[-1]
    value = a + b if op == "+" else a - b
    ends = ("，", "。", "，") if chinese else (". ", ". ", ", ", ": ")
    question = text + _asked(rng.choice(ends), teller.ask())
    return question if chinese or chance(rng, 0.15) else _sentences(question), thoughts, value


def thought_through(rng: Random) -> Conversation:
    """Returns a story, mostly of two steps, with thoughts."""
    chinese = chance(rng, 0.45)
    ops = rng.choice(("+-", "+-", "-+", "+-", "++", "--", "+", "-", "-+"))
    question, thoughts, value = story(rng, chinese, ops)
    answer = f"答案是{value}。" if chinese else f"The answer is {value}."
    return Conversation((user(question), assistant(answer, reasoning="\n".join(thoughts))))


def _next_step(rng: Random, value: int) -> Step:
    """A step that goes on from a number; no sum kept for evaluation."""
    while True:
        op = "+" if value < 12 else "-" if value > 75 else rng.choice("+-")
        b = rng.randrange(1, min(value if op == "-" else 100 - value, 40) + 1)
        if is_open(value, b, op):
            return value, b, op


def running(rng: Random) -> Conversation:
    """Returns a story told step by step: each answer goes on from the last one."""
    chinese = chance(rng, 0.45)
    teller = _Teller(rng, chinese)
    value = rng.randrange(5, 60)
    messages: list[Message] = []
    for turn in range(rng.choice((5, 7, 9))):
        step = _next_step(rng, value)
        event, own = teller.event(step[1], step[2])
        text = teller.told(event, own, turn > 0)
        if turn == 0:
            start = teller.start(value)
            text = f"{start}，{text}" if chinese else f"{start}. {teller.told(event, own, True)}"
        ends = ("，", "。") if chinese else (". ", ", ")
        asked = text + _asked(rng.choice(ends), teller.ask())
        messages += [user(asked if chinese else _sentences(asked)), assistant(worked(*step) + ".")]
        value = step[0] + step[1] if step[2] == "+" else step[0] - step[1]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a story with thoughts, or a running one."""
    return thought_through(rng) if chance(rng, 0.75) else running(rng)
