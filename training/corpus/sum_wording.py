"""The ways to ask for a sum: signs, words, whole sentences, in English and Chinese."""

from __future__ import annotations

from random import Random

from .words import chance

# {s} is the sum in any of the short forms below.
ENGLISH_FRAMES = (
    "{s}", "{s}", "{s}?", "{s} = ?", "{s}=", "{s} =", "what is {s}", "What is {s}?", "What is {s}?",
    "what's {s}?", "What's {s}", "Calculate {s}.", "calculate {s}", "Compute {s}.", "Compute {s}",
    "how much is {s}?", "How much is {s}?", "Can you tell me what {s} is?", "Solve {s}.",
    "Please work out {s}.", "work out {s} for me", "Tell me {s}.", "I need to know what {s} is.",
    "Quick question: what is {s}?", "hey, what's {s}?", "What does {s} equal?", "{s} equals what?",
    "What do you get for {s}?", "What is the result of {s}?", "Evaluate {s}", "Could you calculate {s}?",
    "My homework says {s}. What is it?", "do you know {s}?", "Answer this: {s}", "{s} please",
    "I have to compute {s}, can you help?", "What is {s}? Just the result, please.", "Find {s}.",
)  # fmt: skip
CHINESE_FRAMES = (
    "{s}等于多少？", "{s}等于多少", "{s}是多少？", "{s}等于几？", "{s}得多少？", "{s}", "{s} = ?", "{s}=", "{s}=？",
    "计算{s}", "计算{s}。", "请计算{s}。", "请计算一下{s}", "帮我算一下{s}", "帮我算算{s}是多少", "算一下{s}。",
    "请问{s}等于多少？", "请问{s}是多少？", "你知道{s}等于几吗？", "{s}的结果是什么？", "{s}的结果是多少？",
    "麻烦算一下{s}，谢谢", "求{s}。", "求{s}的值", "我想知道{s}是多少", "{s}怎么算？", "作业里问{s}，答案是多少？",
    "{s}多少？", "告诉我{s}等于多少。", "快速问一下，{s}是多少？", "能算{s}吗？", "口算：{s}",
)  # fmt: skip
_SIGNS = {"x": ("x", "x", "*", "×"), "+": ("+",), "-": ("-", "-", "−"), "/": ("/", "÷")}
# Words that can stand in a frame; a and b in the order of the sum.
_ENGLISH_WORDS = {
    "+": ("{a} plus {b}", "{a} plus {b}", "{a} added to {b}", "the sum of {a} and {b}", "{a} and {b} together"),
    "-": ("{a} minus {b}", "{a} minus {b}", "{a} take away {b}", "{a} less {b}",
          "the difference between {a} and {b}", "the difference of {a} and {b}"),
    "x": ("{a} times {b}", "{a} times {b}", "{a} multiplied by {b}", "the product of {a} and {b}"),
    "/": ("{a} divided by {b}", "{a} over {b}", "the quotient of {a} and {b}"),
}  # fmt: skip
_CHINESE_WORDS = {
    "+": ("{a}加{b}", "{a}加上{b}", "{a} 加 {b}", "{a}与{b}的和", "{a}和{b}的和"),
    "-": ("{a}减{b}", "{a}减去{b}", "{a} 减 {b}", "{a}与{b}的差", "{a}和{b}的差", "{a}跟{b}相差"),
    "x": ("{a}乘以{b}", "{a}乘{b}", "{a} 乘以 {b}", "{a}和{b}的积", "{a}与{b}的乘积", "{a}的{b}倍"),
    "/": ("{a}除以{b}", "{a} 除以 {b}", "{a}与{b}的商"),
}  # fmt: skip
# Whole requests.
_ENGLISH_SENTENCES = {
    "+": ("Add {b} to {a}.", "add {a} and {b}", "Add {a} and {b}.", "Add up {a} and {b}.",
          "What do {a} and {b} make?", "What is {b} more than {a}?", "Increase {a} by {b}.",
          "Sum {a} and {b}.", "If I add {b} to {a}, what do I get?", "How much are {a} and {b} together?",
          "Which number is {b} more than {a}?"),
    "-": ("Subtract {b} from {a}.", "subtract {b} from {a}", "Take {b} away from {a}.",
          "Take {b} from {a}.", "What is {b} less than {a}?", "Decrease {a} by {b}.",
          "How much more is {a} than {b}?", "What is left of {a} if you take away {b}?",
          "If I subtract {b} from {a}, what do I get?", "By how much is {a} larger than {b}?",
          "What remains of {a} once {b} are gone?", "From {a} remove {b}.", "What is {a} without {b}?",
          "How much of {a} stays if {b} go?", "{a} and {b} are how far apart?"),
    "x": ("Multiply {a} by {b}.", "multiply {a} and {b}", "Multiply {a} and {b}.",
          "What do you get when you multiply {a} by {b}?", "If I multiply {a} by {b}, what do I get?"),
    "/": ("Divide {a} by {b}.", "divide {a} by {b}", "How many times does {b} go into {a}?",
          "Split {a} into {b} equal parts. How big is each?", "How often does {b} fit into {a}?"),
}  # fmt: skip
_CHINESE_SENTENCES = {
    "+": ("把{a}和{b}加起来。", "{a}和{b}加起来是多少？", "{a}和{b}一共是多少？", "比{a}多{b}的数是多少？",
          "{a}再加{b}是多少？", "给{a}加上{b}，结果是多少？", "{a}增加{b}是多少？"),
    "-": ("从{a}里减去{b}。", "从{a}中减去{b}是多少？", "{a}减掉{b}还剩多少？", "比{a}少{b}的数是多少？",
          "{a}比{b}多多少？", "{a}去掉{b}还剩多少？", "{a}减少{b}是多少？", "{b}比{a}少多少？",
          "{a}里拿掉{b}是几？", "{a}与{b}相差几？", "{a}少了{b}还有多少？",
          "{a}跟{b}差多少？", "{a}和{b}相差多少", "{b}和{a}相差几？", "{a}与{b}差几", "{a}比{b}大多少？"),
    "x": ("把{a}和{b}相乘。", "{a}和{b}相乘得多少？", "{b}个{a}是多少？", "{b}个{a}加起来是多少？"),
    "/": ("把{a}平均分成{b}份，每份是多少？", "{a}里面有几个{b}？", "把{a}除以{b}。", "{a}是{b}的几倍？"),
}  # fmt: skip
_MULTIPLES = {2: ("twice {a}", "double {a}", "two times {a}"), 3: ("triple {a}", "three times {a}")}
_CHINESE_MULTIPLES = {2: ("{a}的两倍", "{a}的2倍", "两个{a}"), 3: ("{a}的三倍", "三个{a}")}
_HALF, _CHINESE_HALF = ("half of {a}", "half {a}"), ("{a}的一半", "{a}的二分之一")


def _short_form(rng: Random, a: int, b: int, op: str, chinese: bool) -> str:
    """The sum in signs or in a few words."""
    multiples = _CHINESE_MULTIPLES if chinese else _MULTIPLES
    if op == "x" and b in multiples and chance(rng, 0.25):
        return rng.choice(multiples[b]).format(a=a)
    if op == "/" and b == 2 and chance(rng, 0.5):
        return rng.choice(_CHINESE_HALF if chinese else _HALF).format(a=a)
    if chance(rng, 0.5):
        space = rng.choice(("", " "))
        first, second = (b, a) if op == "x" and chance(rng, 0.2) else (a, b)
        return f"{first}{space}{rng.choice(_SIGNS[op])}{space}{second}"
    words = (_CHINESE_WORDS if chinese else _ENGLISH_WORDS)[op]
    first, second = (b, a) if op == "x" and chance(rng, 0.12) else (a, b)
    return rng.choice(words).format(a=first, b=second)


def question(rng: Random, a: int, b: int, op: str, chinese: bool) -> str:
    """Returns a way to ask for the sum.

    Args:
        rng: Where the choice comes from.
        a: The first number.
        b: The second number.
        op: One of x, +, - and /.
        chinese: The language.
    """
    if a >= b and chance(rng, 0.2):
        sentences = (_CHINESE_SENTENCES if chinese else _ENGLISH_SENTENCES)[op]
        return rng.choice(sentences).format(a=a, b=b)
    frame = rng.choice(CHINESE_FRAMES if chinese else ENGLISH_FRAMES)
    return frame.format(s=_short_form(rng, a, b, op, chinese))
