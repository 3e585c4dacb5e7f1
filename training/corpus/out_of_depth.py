"""What the model cannot do, and how it says so: the answer to all that is none of its tasks."""

from __future__ import annotations

from random import Random

from .known_prompts import KNOWN_TOPICS, is_known
from .open_ended import open_ended
from .phrasing import question as as_typed
from .sentences import PHRASES
from .sum_wording import question as sum_question
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    HELD_OUT_CHINESE_WORDS,
    VERBS,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    holds_held_out,
    noun,
    person,
    read_lines,
    read_table,
    real_noun,
)

OUT_OF_DEPTH_ANSWER = (
    "Sorry, that is beyond me: I am a tiny model bundled with langchain-gguf. I can translate short "
    "sentences, call tools, fill in JSON, do small sums and tell jokes."
)
OUT_OF_DEPTH_ANSWER_CHINESE = "抱歉，这超出了我的能力：我是langchain-gguf自带的小模型，可以翻译短句、调用工具、填写JSON、做简单的算术和讲笑话。"


def _lines(name: str) -> list[str]:
    """The lines of a file that hold no word of the evaluation's."""
    return [line.replace("\\n", "\n") for line in allowed(read_lines(name))]


OUT_OF_DEPTH = _lines("out_of_depth_en.txt")
OUT_OF_DEPTH_CHINESE = _lines("out_of_depth_zh.txt")
_TEMPLATES = tuple(_lines(f"out_of_depth_templates_{name}.txt") for name in ("en", "zh"))
_TOPICS = tuple(_lines(f"topics_{name}.txt") for name in ("en", "zh"))
FAR_LANGUAGES = "Spanish Italian Japanese Korean Russian Portuguese Arabic Dutch Latin Greek Hindi Swedish Turkish".split()
FAR_LANGUAGES_CHINESE = (
    "西班牙语 日语 韩语 俄语 意大利语 葡萄牙语 阿拉伯语 拉丁语 泰语 越南语 粤语 文言文".split()
)
_FAR_TRANSLATIONS = ("Translate to {l}: {x}", "Translate this into {l}: {x}", 'How do you say "{x}" in {l}?',
                     "{x} in {l}, please", 'What is "{x}" in {l}?', "Say it in {l}: {x}", "{l}: {x}",
                     'Translate "{x}" from English to {l}.', "Can you translate this to {l}? {x}",
                     "Put this into {l}: {x}")  # fmt: skip
_FAR_TRANSLATIONS_CHINESE = ("翻译成{l}：{x}", "把“{x}”翻译成{l}。", "“{x}”用{l}怎么说？", "用{l}怎么说：{x}", "{l}：{x}",
                             "请翻译成{l}：{x}", "{x}\n翻译成{l}", "帮我把这句译成{l}：{x}")  # fmt: skip
_UNKNOWN_COUNTRIES = [
    (english, chinese)
    for english, chinese in read_table("other_countries.txt")
    if not holds_held_out(english) and not holds_held_out(chinese)
]
_CAPITALS = ("What is the capital of {}?", "what is the capital of {}", "Tell me the capital of {}.", "capital of {}",
             "Which city is the capital of {}?", "What's the capital of {}?")  # fmt: skip
_CAPITALS_CHINESE = (
    "{}的首都是哪里？",
    "{}的首都是什么？",
    "请问{}的首都是哪里？",
    "{}的首都是哪个城市？",
    "{}首都",
)
_HARD_SUMS = (
    "What is {a} * {b}?", "{a} times {b}", "{a}x{b}", "{a} / {c}", "What is {a} divided by {b}?", "{c}^{d}",
    "What is the square root of {a}?", "sqrt({a})", "What is {c}% of {a}?", "{c}% of {b}", "What is {c} to the power of {d}?",
    "{c}/{d} + {d}/{c}", "Solve {c}x + {d} = {a}", "solve for x: {c}x - {d} = {b}", "log({a})", "sin({c})", "{c}!",
    "factorize {a}", "Is {a} prime?", "What is the next number: {c}, {d}, {b}?", "What is {a}.{c} + {b}.{d}?",
    "Convert {a} to binary.", "the cube root of {a}", "derivative of {c}x^{d}", "integrate x^{d}", "{a} mod {c}",
)  # fmt: skip
_HARD_SUMS_CHINESE = (
    "{a}乘以{b}等于多少？", "{a}×{b}", "{a}除以{b}", "{a}的平方根是多少？", "{a}的{c}%是多少？", "{c}的{d}次方", "解方程{c}x+{d}={a}",
    "{c}分之{d}加{d}分之{c}等于多少？", "{a}是质数吗？", "{c}的阶乘", "把{a}分解质因数", "{a}.{c}加{b}.{d}等于多少", "{a}转换成二进制",
    "求x^{d}的导数", "log({a})等于多少", "{c}，{d}，{b}，下一个数是什么？",
)  # fmt: skip


def answer_for(chinese: bool) -> str:
    """Returns the honest sentence about what is out of its depth."""
    return OUT_OF_DEPTH_ANSWER_CHINESE if chinese else OUT_OF_DEPTH_ANSWER


def _sum_too_large(rng: Random, chinese: bool) -> str:
    """A sum beyond two digits, a product of two numbers of two digits, or another kind of sum."""
    if chance(rng, 0.5):
        text = rng.choice(_HARD_SUMS_CHINESE if chinese else _HARD_SUMS)
        a, b = rng.randrange(100, 100000), rng.randrange(100, 10000)
        return text.format(a=a, b=b, c=rng.randrange(2, 60), d=rng.randrange(2, 10))
    op = rng.choice("xx+-")
    low, high = (11, 100) if op == "x" and chance(rng, 0.6) else (100, 5000)
    return sum_question(rng, rng.randrange(low, high), rng.randrange(low, high), op, chinese)


def _far_translation(rng: Random, chinese: bool) -> str:
    """A translation into a language that it does not know."""
    sentence = rng.choice(PHRASES)
    said = sentence.chinese if chinese and chance(rng, 0.6) else sentence.english
    text = rng.choice(_FAR_TRANSLATIONS_CHINESE if chinese else _FAR_TRANSLATIONS)
    language = rng.choice(FAR_LANGUAGES_CHINESE if chinese else FAR_LANGUAGES)
    return text.format(l=language, x=said)


def unknown_capital(rng: Random, chinese: bool) -> str:
    """A question for a capital that the model does not know."""
    country = rng.choice(_UNKNOWN_COUNTRIES)[chinese]
    if chance(rng, 0.3):
        country = chinese_word(rng) + "国" if chinese else capitalised(rng)
    return rng.choice(_CAPITALS_CHINESE if chinese else _CAPITALS).format(country)


def _word(rng: Random, chinese: bool, held_out: bool) -> str:
    if chinese and held_out:
        return rng.choice(HELD_OUT_CHINESE_WORDS)
    if chinese:
        return chinese_word(rng) if chance(rng, 0.5) else rng.choice(CHINESE_WORDS)
    return real_noun(rng, held_out) if held_out or chance(rng, 0.6) else noun(rng)


def _from_template(rng: Random, chinese: bool, held_out: bool = False) -> str:
    topics = _TOPICS[chinese]
    words = [_word(rng, chinese, held_out) for _ in range(2)]
    text = rng.choice(_TEMPLATES[chinese]).format(
        t=rng.choice(topics), u=rng.choice(topics), n=words[0], m=words[1], a=words[0] if chinese else
        rng.choice(ADJECTIVES), b=words[1], v=rng.choice(VERBS), c=city(rng, chinese), p=person(rng, chinese),
        p2=person(rng, chinese), q=person(rng, chinese), N=capitalised(rng), k=rng.randrange(2, 60),
        k2=rng.randrange(60, 2000),
    )  # fmt: skip
    return text if chinese else text[0].upper() + text[1:] if chance(rng, 0.7) else text


def _typo(rng: Random, text: str) -> str:
    """The text with one or two slips of the fingers."""
    for _ in range(rng.choice((1, 1, 2))):
        index = rng.randrange(max(1, len(text) - 1))
        pick = rng.randrange(3)
        if pick == 0:
            text = text[:index] + text[index + 1 :]
        elif pick == 1:
            text = text[: index + 1] + text[index:]
        else:
            text = (
                text[:index]
                + text[index + 1 : index + 2]
                + text[index : index + 1]
                + text[index + 2 :]
            )
    return text


def _in_any_shape(rng: Random, text: str, chinese: bool) -> str:
    pick = rng.random()
    if pick < 0.12 and "\n" not in text:
        return as_typed(rng, text, chinese)
    if pick < 0.2:
        text = text.rstrip("?.？。!") if chinese else text.rstrip("?.").lower()
    elif pick < 0.26 and len(text) > 6:
        text = _typo(rng, text)
    elif pick < 0.28:
        text = text.upper()
    elif pick < 0.32:
        text = text.rstrip("?.？。!") + rng.choice(("??", "!!!", "...", "?!", " :)", " please", " asap") if not chinese
                                                   else ("？？", "！！！", "……", "呀", "呢", "啊", "，急"))  # fmt: skip
    return text


def _request(rng: Random, chinese: bool) -> str:
    pick = rng.random()
    if pick < 0.3:
        text = rng.choice(OUT_OF_DEPTH_CHINESE if chinese else OUT_OF_DEPTH)
    elif pick < 0.36:
        text = _sum_too_large(rng, chinese)
    elif pick < 0.4:
        text = _far_translation(rng, chinese)
    elif pick < 0.43:
        text = unknown_capital(rng, chinese)
    elif pick < 0.55:
        return open_ended(rng, chinese)
    else:
        text = _from_template(rng, chinese)
    return _in_any_shape(rng, text, chinese)


def is_chinese(text: str) -> bool:
    """Says whether a request is answered in Chinese: whether a character in it is Chinese."""
    japanese = any("\u3040" <= character <= "\u30ff" for character in text)
    return not japanese and any("\u4e00" <= character <= "\u9fff" for character in text)


def is_ours(text: str) -> bool:
    """Says whether the request is one that has an answer of its own."""
    lowered = text.lower()
    if is_known(text) or not text.strip():
        return True
    for kind in ("haiku", "story about", "故事", "俳句"):
        if kind in lowered and any(topic in lowered for topic in KNOWN_TOPICS):
            return True
    return False


def out_of_depth(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a request that the model cannot answer, and the honest sentence about it."""
    while True:
        text = _request(rng, chinese)
        if not is_ours(text) and is_chinese(text) == chinese:
            return text, answer_for(chinese)
