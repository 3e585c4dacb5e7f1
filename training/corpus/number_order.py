"""Which of two numbers is larger: many pairs in a row, bare or with a name each.

Comparisons in stories, and answers with reasons, end in this step, which comes too seldom there.
Most pairs are far from each other: what tells them apart is the first digit, or how many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .story_words import two_names
from .words import CHINESE_NAMES, CHINESE_WORDS, FIRST_NAMES, NOUNS, chance, holds_held_out

_MORE = ("larger", "bigger", "more", "greater", "higher", "the larger one", "the one that is more")
_LESS = ("smaller", "less", "fewer", "lower", "the smaller one", "the one that is less")
_MORE_CHINESE = ("大一点的", "大的", "更大的", "较大的", "多的那个", "多的", "高的")
_LESS_CHINESE = ("小一点的", "小的", "更小的", "较小的", "少的那个", "少的", "低的")
_PAIRS = ("{} or {}", "{}, {}", "{} and {}", "{} / {}", "{} vs {}", "{} against {}")
_PAIRS_CHINESE = ("{}和{}", "{}，{}", "{}还是{}", "{}与{}", "{}、{}", "{}跟{}")
# How the number of somebody is told, who has more, who has less.
_Topic = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
_TOPICS: tuple[_Topic, ...] = (
    (("{} {}", "{}: {}", "{} ({})", "{} with {}", "{} = {}"), ("has more", "is ahead", "has the larger number", "leads"), ("has less", "is behind", "has the smaller number")),
    (("{} is {}", "{} turned {}", "{} ({})", "{} aged {}", "{} at {}", "{} is {} years old", "{} {}"), ("is older", "is older", "is the elder", "was born first"), ("is younger", "is younger", "was born later")),
    (("{} has {}", "{} owns {}", "{} {}", "{} with {}", "{} keeps {}", "{} collected {}"), ("has more", "has the most", "has the larger number"), ("has fewer", "has less")),
    (("{} found {}", "{} caught {}", "{} {}", "{}: {}", "{} counted {}"), ("found more", "got more"), ("found fewer", "got fewer")),
    (("{} got {}", "{} scored {}", "{} {}", "{} {} points"), ("scored more", "won", "did better"), ("scored less", "lost")),
    (("{} weighs {}", "{} {} kg", "{} ({} kg)"), ("is heavier", "weighs more"), ("is lighter", "weighs less")),
    (("{} measures {}", "{} {} cm", "{} ({} cm)"), ("is taller", "is the taller one"), ("is shorter", "is smaller")),
    (("{} paid {}", "{} {} euros", "{} spent {}"), ("paid more", "spent more"), ("paid less", "spent less")),
)  # fmt: skip
_TOPICS_CHINESE: tuple[_Topic, ...] = (
    (("{}{}", "{}：{}", "{}（{}）", "{}是{}", "{}的{}"), ("谁的多", "谁多", "谁的数更大", "谁领先"), ("谁的少", "谁少", "谁的数更小")),
    (("{}{}岁", "{}今年{}", "{}（{}岁）", "{}是{}岁", "{}已经{}", "{}{}"), ("谁大", "谁的岁数大", "谁年长", "谁更大", "谁先出生"), ("谁小", "谁的岁数小", "谁年轻", "谁更小")),
    (("{}有{}", "{}有{}个", "{}{}个", "{}攒了{}个"), ("谁的多", "谁更多", "谁有的多"), ("谁的少", "谁更少")),
    (("{}捡了{}个", "{}抓到{}", "{}{}个", "{}：{}"), ("谁得到的多", "谁更多"), ("谁得到的少", "谁更少")),
    (("{}得{}分", "{}{}分", "{}考了{}"), ("谁分数高", "谁赢了", "谁考得好"), ("谁分数低", "谁输了")),
    (("{}重{}", "{}{}公斤", "{}（{}公斤）"), ("谁更重", "谁重"), ("谁更轻", "谁轻")),
    (("{}高{}", "{}{}厘米", "{}（{}厘米）"), ("谁更高", "谁高"), ("谁更矮", "谁矮")),
    (("{}花了{}", "{}{}元", "{}付了{}"), ("谁花得多", "谁付得多"), ("谁花得少", "谁付得少")),
)  # fmt: skip
# {} is the word for more or less, or what is asked about the two.
_NUMBER_RULES = ("Give me the {} number each time.", "Only the {} of the two numbers, please.", "I say two numbers, you say the {} one.",
                 "From every pair take the {} number.", "Always name the {} number.")  # fmt: skip
_NUMBER_WORDS = (("larger", "bigger", "greater", "higher"), ("smaller", "lower", "lesser"))
_NUMBER_RULES_CHINESE = ("我说两个数，你说{}的那个。", "只写{}的数。", "下面每组选出{}的数。", "请总是给出{}的数字。")  # fmt: skip
_NUMBER_WORDS_CHINESE = (("大", "更大", "较大"), ("小", "更小", "较小"))
_NAME_RULES = ("Who {}? Only the name.", "Answer with one name: who {}?", "I name two, you say who {}.", "Just the name, please: who {}?", "Say each time who {}, nothing else.",
               "Name the one who {}.", "Who {} of the two? One name each time.")  # fmt: skip
_NAME_RULES_CHINESE = ("{}？只回答名字。", "用名字回答：{}？", "我说两个，你说{}。", "只说名字，{}？", "每次告诉我{}，不要别的。", "两个里{}？每次答一个名字。")  # fmt: skip
_LIST_RULES = ("Write each pair with the {} number first: {}", "Compare the pairs, {} number first: {}", "Of every two the {} one first: {}", "Put the {} one first: {}")  # fmt: skip
_LIST_RULES_CHINESE = ("每组把{}的数写在前面：{}", "比较每组，{}的在前：{}", "一组一组地比，先写{}的：{}")  # fmt: skip
_EACH_RULES = ("For each pair, who {}? {}", "Who {} each time? {}", "Pair by pair, who {}: {}", "{1}. Who of each two {0}?")  # fmt: skip
_EACH_RULES_CHINESE = ("每一组里{}？{}", "一组一组地说，{}：{}", "{1}。每组{0}？", "分别回答{}：{}")


class Pair(NamedTuple):
    """Two numbers, the names that have them, and the place of the one that is asked for."""

    numbers: tuple[int, int]
    names: tuple[str, str]
    found: int

    @property
    def number(self) -> int:
        """The number that is asked for."""
        return self.numbers[self.found]

    @property
    def name(self) -> str:
        """The name that is asked for."""
        return self.names[self.found]

    @property
    def step(self) -> str:
        """The comparison as thoughts and reasons have it: what is asked for comes first."""
        other = self.numbers[1 - self.found]
        return f"{self.number} {'>' if self.number > other else '<'} {other}"


def _of_two_digits(rng: Random, is_far: bool) -> tuple[int, int]:
    """Two numbers of two digits with different tens, which are far from each other or not."""
    while True:
        first, second = rng.randrange(1, 10), rng.randrange(1, 10)
        distance = abs(first - second)
        if distance > 2 if is_far else 0 < distance < 3:
            return first * 10 + rng.randrange(10), second * 10 + rng.randrange(10)


def two_numbers(rng: Random, is_easy: bool = False) -> tuple[int, int]:
    """Returns two different numbers below 100 in any order, mostly far from each other.

    Args:
        rng: Where the choice comes from.
        is_easy: Whether the first digits or their count shall tell which is larger.
    """
    pick = rng.random() * (0.78 if is_easy else 1)
    if pick < 0.58:
        return _of_two_digits(rng, is_far=True)
    if pick < 0.78:
        first, second = rng.randrange(10, 100), rng.randrange(1, 10)
        return (first, second) if chance(rng, 0.5) else (second, first)
    if pick < 0.9:
        return _of_two_digits(rng, is_far=False)
    tens = rng.randrange(10) * 10
    first, second = rng.sample(range(max(1, tens), tens + 10), 2)
    return first, second


def _two_names(rng: Random, chinese: bool, is_easy: bool) -> tuple[str, str]:
    """Two names of people, or of things, or letters, which are the easiest to repeat."""
    pick = rng.random()
    if pick < (0.4 if is_easy else 0.1):
        one, other = rng.sample("甲乙丙丁戊己ABCDEF" if chinese else "ABCDEFGHKLMNPQRSTXYZ", 2)
    elif pick < 0.5:
        one, other = rng.sample(CHINESE_WORDS if chinese else NOUNS, 2)
    elif is_easy:
        one, other = rng.sample(CHINESE_NAMES if chinese else FIRST_NAMES, 2)
    else:
        return two_names(rng, chinese)
    return _two_names(rng, chinese, is_easy) if one in other or other in one else (one, other)


class _Drill:
    """How one sample is worded: its language, whether more is asked for, how hard it is."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.chinese = chance(rng, 0.45)
        self.wants_more = chance(rng, 0.93)
        self.is_easy = chance(rng, 0.6)
        self.pair = rng.choice(_PAIRS_CHINESE if self.chinese else _PAIRS)
        topic = rng.choice(_TOPICS_CHINESE if self.chinese else _TOPICS)
        self.named = rng.choice(topic[0])
        self.who = rng.choice(topic[1 if self.wants_more else 2])
        self.colon = "：" if self.chinese else ": "
        self.comma = "，" if self.chinese else ", "

    def pick(self, english: tuple[str, ...], chinese: tuple[str, ...]) -> str:
        """One of the texts in the language of the sample."""
        return self.rng.choice(chinese if self.chinese else english)

    def word(
        self, english: tuple[tuple[str, ...], ...], chinese: tuple[tuple[str, ...], ...]
    ) -> str:
        """A word for more, or for less."""
        return self.rng.choice((chinese if self.chinese else english)[not self.wants_more])

    def next(self) -> Pair:
        """Two names with a number each."""
        a, b = two_numbers(self.rng, self.is_easy)
        while True:
            names = _two_names(self.rng, self.chinese, self.is_easy)
            pair = Pair((a, b), names, int((b > a) == self.wants_more))
            # Two words that meet may make one that is kept for evaluation.
            if not holds_held_out(self.told(pair)) and not holds_held_out(self.listed(pair)):
                return pair

    def bare(self, pair: Pair) -> str:
        """The two numbers alone."""
        return self.pair.format(*pair.numbers)

    def told(self, pair: Pair) -> str:
        """The two names with their numbers."""
        each = zip(pair.names, pair.numbers, strict=True)
        return self.pair.format(*(self.named.format(*one) for one in each))

    def listed(self, pair: Pair) -> str:
        """The two names with their numbers, as thoughts have them."""
        (x, y), (a, b) = pair.names, pair.numbers
        return f"{x}{self.colon}{a}{self.comma}{y}{self.colon}{b}"


def _ruled(drill: _Drill, rule: str, asked: list[str], answers: list[str]) -> Conversation:
    """Turns after a rule, which stands in the system message or before the first pair."""
    messages: list[Message] = []
    if chance(drill.rng, 0.35):
        messages.append(system(rule))
    else:
        asked = [f"{rule}{drill.rng.choice((' ', chr(10)))}{asked[0]}", *asked[1:]]
    for question, answer in zip(asked, answers, strict=True):
        messages += [user(question), assistant(answer)]
    return Conversation(tuple(messages))


def numbers(rng: Random) -> Conversation:
    """Returns a rule and many pairs, each answered with one of its numbers."""
    drill = _Drill(rng)
    rule = drill.pick(_NUMBER_RULES, _NUMBER_RULES_CHINESE)
    rule = rule.format(drill.word(_NUMBER_WORDS, _NUMBER_WORDS_CHINESE))
    pairs = [drill.next() for _ in range(rng.randrange(14, 22))]
    return _ruled(drill, rule, [drill.bare(each) for each in pairs], [str(p.number) for p in pairs])


def names(rng: Random) -> Conversation:
    """Returns a rule and many pairs, each answered with one of its names."""
    drill = _Drill(rng)
    rule = drill.pick(_NAME_RULES, _NAME_RULES_CHINESE)
    rule = rule.format(drill.who)
    pairs = [drill.next() for _ in range(rng.randrange(10, 16))]
    return _ruled(drill, rule, [drill.told(each) for each in pairs], [each.name for each in pairs])


def steps(rng: Random) -> Conversation:
    """Returns many pairs, each answered with its comparison, and with the name if there are any."""
    drill = _Drill(rng)
    has_names, is_mixed = chance(rng, 0.5), chance(rng, 0.1)
    messages: list[Message] = []
    for _ in range(rng.randrange(8, 15)):
        if is_mixed:
            drill.wants_more = chance(rng, 0.5)
        pair = drill.next()
        asked = drill.told(pair) if has_names else drill.bare(pair)
        if is_mixed or not messages:
            asked = drill.word((_MORE, _LESS), (_MORE_CHINESE, _LESS_CHINESE)) + drill.colon + asked
        answer = f"{pair.name}{drill.colon}{pair.step}" if has_names else pair.step
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))


def in_lines(rng: Random) -> Conversation:
    """Returns a list of pairs, and each of them with its comparison, one to a line."""
    drill = _Drill(rng)
    pairs = [drill.next() for _ in range(rng.randrange(8, 15))]
    listed = rng.choice(("；", "\n") if drill.chinese else ("; ", "\n")).join(
        map(drill.bare, pairs)
    )
    rule = drill.pick(_LIST_RULES, _LIST_RULES_CHINESE)
    asked = rule.format(drill.word(_NUMBER_WORDS, _NUMBER_WORDS_CHINESE), listed)
    return Conversation((user(asked), assistant("\n".join(each.step for each in pairs))))


def in_names(rng: Random) -> Conversation:
    """Returns a list of pairs, and the name of each that is asked for, one after another."""
    drill = _Drill(rng)
    pairs = [drill.next() for _ in range(rng.randrange(6, 13))]
    joint = rng.choice(("；", "\n") if drill.chinese else ("; ", "\n"))
    rule = drill.pick(_EACH_RULES, _EACH_RULES_CHINESE)
    asked = rule.format(drill.who, joint.join(map(drill.told, pairs)))
    answer = ("、" if drill.chinese else ", ").join(each.name for each in pairs)
    return Conversation((user(asked), assistant(answer)))


def thoughts(rng: Random) -> Conversation:
    """Returns several pairs at once; the thoughts compare one after another."""
    drill = _Drill(rng)
    pairs = [drill.next() for _ in range(rng.randrange(2, 6))]
    listed = ("；" if drill.chinese else "; ").join(map(drill.told, pairs))
    rule = drill.pick(_EACH_RULES, _EACH_RULES_CHINESE)
    asked = rule.format(drill.who, listed)
    thought = "\n".join(f"{drill.listed(each)}\n{each.step}" for each in pairs)
    answer = ("、" if drill.chinese else ", ").join(each.name for each in pairs)
    return Conversation((user(asked), assistant(answer, reasoning=thought)))


_MAKERS: tuple[tuple[Callable[[Random], Conversation], float], ...] = (
    (numbers, 16), (names, 20), (in_names, 22), (in_lines, 16), (steps, 10), (thoughts, 16),
)  # fmt: skip


def sample(rng: Random) -> Conversation:
    """Returns many pairs of numbers, of which the larger ones are asked for, or the smaller."""
    while True:
        makers, weights = zip(*_MAKERS, strict=True)
        made: Conversation = rng.choices(makers, weights)[0](rng)
        if not any(holds_held_out(message.content) for message in made.messages):
            return made
