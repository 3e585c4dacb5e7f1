"""What people paste or type without a clear request: code, texts, links, lists, noise."""

from __future__ import annotations

from random import Random

from .prose import document
from .words import (
    ADJECTIVES,
    VERBS,
    capitalised,
    chance,
    chinese_word,
    city,
    code,
    decimal,
    email,
    invented_word,
    noun,
    number,
    person,
    phrase,
    real_noun,
)

_SNIPPETS = (
    "def {v}_{a}({b}):\n    return {b} + {n}", "for {a} in {b}:\n    print({a})", "import {a}\n\n{a}.{v}()",
    "class {C}:\n    def __init__(self, {a}):\n        self.{a} = {a}", "{a} = [{n}, {m}]\nprint({a}[0])",
    "function {v}({a}) {\n  return {a} * {n};\n}", "const {a} = {b}.map(x => x + {n});", "let {a} = \"{b}\";",
    "SELECT {a}, {b} FROM {v} WHERE {a} > {n};", "INSERT INTO {a} VALUES ({n}, '{b}');",
    "<div class=\"{a}\"><p>{b}</p></div>", "{\"{a}\": {n}, \"{b}\": \"{v}\"}", "public class {C} { int {a} = {n}; }",
    "if ({a} < {n}) { {v}({b}); }", "#include <{a}.h>\nint main() { return {n}; }", "{a},{b}\n{n},{m}\n{m},{n}",
    "Traceback (most recent call last):\n  File \"{a}.py\", line {n}, in <module>\nKeyError: '{b}'",
    "ERROR {n} {a}: could not {v} {b}", "$ {v} --{a} {n} {b}.txt", "{a}:\n  - {b}\n  - {v}", "[{n}, {m}, {n}]",
    "try:\n    {v}({a})\nexcept ValueError:\n    pass", "npm install {a}", "git checkout {a}/{b}", "x = {n} if {a} else {m}",
    "| {a} | {b} |\n|---|---|\n| {n} | {m} |", "while True:\n    {a} += {n}", "SELECT COUNT(*) FROM {a};",
)  # fmt: skip
_ABOUT_CODE = (
    "What does this code do?\n{x}", "{x}\nWhat is wrong here?", "Fix this:\n{x}", "Explain this code:\n```\n{x}\n```",
    "```\n{x}\n```", "{x}", "{x}", "Why does this not work?\n\n{x}", "Convert to Java:\n{x}", "Add comments:\n{x}",
    "Make this faster:\n{x}", "I get this error:\n{x}", "Review my code.\n```python\n{x}\n```",
    "Write tests for this:\n{x}",
)  # fmt: skip
_ABOUT_CODE_CHINESE = (
    "这段代码是做什么的？\n{x}", "{x}\n哪里错了？", "帮我改一下：\n{x}", "解释这段代码：\n```\n{x}\n```", "{x}",
    "为什么运行不了？\n\n{x}", "改写成Java：\n{x}", "加上注释：\n{x}", "报了这个错：\n{x}", "帮我看看代码\n{x}",
)  # fmt: skip
_ABOUT_TEXT = (
    "{x}", "{x}", "Summarize this:\n{x}", "Summarize the following text:\n\n{x}", "{x}\n\nSummarize the text above.",
    "Write a summary of the following:\n\n{x}", "TL;DR:\n{x}", "Make this shorter: {x}", "Rewrite this: {x}",
    "Correct my grammar: {x}", "Proofread this: {x}", "What do you think of this text?\n{x}", "Paraphrase: {x}",
    "Translate this to Spanish: {x}", "Translate into Japanese:\n{x}", "Make this sound friendlier:\n{x}",
    "Continue the text: {x}", "Reply to this e-mail:\n{x}", "Write an answer to this:\n\n{x}", "Give this text a title:\n{x}",
    "Turn this into a poem: {x}", "Write a concise summary of the following:\n\n{x}\n\nCONCISE SUMMARY:",
    "Explain this to me: {x}", "Is this well written? {x}", "FYI\n{x}", "I got this mail:\n{x}",
)  # fmt: skip
_ABOUT_TEXT_CHINESE = (
    "{x}", "{x}", "总结一下：\n{x}", "请总结下面的文字：\n\n{x}", "{x}\n\n概括上文。", "缩写：{x}", "改写这段话：{x}",
    "帮我润色：{x}", "改一下语病：{x}", "你觉得这段写得怎么样？\n{x}", "翻译成西班牙语：{x}", "翻译成日语：\n{x}",
    "接着往下写：{x}", "帮我回复这封邮件：\n{x}", "给这段文字起个标题：\n{x}", "把它改成一首诗：{x}", "解释一下这段话：{x}",
    "我收到了这封信：\n{x}", "把这段话写得礼貌一点：{x}", "用一句话概括：{x}",
)  # fmt: skip
_EMOJI = "😀 😂 😭 😡 🤔 👍 🙏 🎉 ❤️ 🐶 🐱 🍕 🚗 🌧️ ⚽ 🎂 💡 🔥 ✨ 🌍 😴 🥳 👀 💪".split()
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "asdf", "hjkl;", "1234567890", "!@#$%^&*()")


def _filled(rng: Random, template: str) -> str:
    names = {
        "a": real_noun(rng), "b": noun(rng), "v": rng.choice(VERBS), "C": capitalised(rng),
        "n": str(rng.randrange(100)), "m": str(number(rng)),
    }  # fmt: skip
    for key, said in names.items():
        template = template.replace("{" + key + "}", said)
    return template


def snippet(rng: Random, chinese: bool) -> str:
    """Returns a piece of code, a log or a table, with or without a request."""
    parts = [_filled(rng, rng.choice(_SNIPPETS)) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    about = _ABOUT_CODE_CHINESE if chinese else _ABOUT_CODE
    return rng.choice(about).replace("{x}", "\n".join(parts))


def pasted_text(rng: Random, chinese: bool) -> str:
    """Returns a text with a request to rewrite it, or with none."""
    text = document(rng, chinese, rng.choice((1, 2, 3, 4, 6, 8))).text
    about = _ABOUT_TEXT_CHINESE if chinese else _ABOUT_TEXT
    return rng.choice(about).replace("{x}", text)


def _mash(rng: Random) -> str:
    row = rng.choice(_ROWS)
    pick = rng.random()
    if pick < 0.4:
        return "".join(rng.choice(row) for _ in range(rng.randrange(3, 20)))
    if pick < 0.6:
        return rng.choice("abcdefghijklmnopqrstuvwxyz!?.-123") * rng.randrange(1, 15)
    if pick < 0.8:
        letters = "abcdefghijklmnopqrstuvwxyz      "
        return "".join(rng.choice(letters) for _ in range(rng.randrange(4, 40))).strip() or "x"
    return "".join(rng.choice(_EMOJI) for _ in range(rng.randrange(1, 6)))


def _link(rng: Random, chinese: bool) -> str:
    url = f"https://{rng.choice(('www.', ''))}{invented_word(rng)}.{rng.choice(('com', 'org', 'net', 'io', 'cn'))}"
    url += rng.choice(
        ("", f"/{noun(rng)}", f"/{noun(rng)}/{rng.randrange(10000)}", f"/watch?v={code(rng)}")
    )
    if chinese:
        return rng.choice(("{}", "总结{}", "看看这个：{}", "{} 讲了什么？", "打开{}")).format(url)
    return rng.choice(
        ("{}", "Summarize {}", "Look at this: {}", "What is on {}?", "Open {}", "Is {} safe?")
    ).format(url)


def _things(rng: Random, chinese: bool) -> str:
    """A list, or words in a row that make no sentence."""
    count = rng.randrange(2, 9)
    words = [chinese_word(rng) if chinese else noun(rng) for _ in range(count)]
    if not chinese and chance(rng, 0.4):
        words = [rng.choice((rng.choice(VERBS), rng.choice(ADJECTIVES), word)) for word in words]
    style = rng.randrange(5)
    if style == 0:
        return "\n".join(f"{index}. {word}" for index, word in enumerate(words, 1))
    if style == 1:
        return "\n".join(f"- {word}" for word in words)
    return (
        ("、" if chinese else ", ").join(words)
        if style == 2
        else ("" if chinese else " ").join(words)
    )


def _scraps(rng: Random, chinese: bool) -> str:
    """Single values: an address, a number, a name with a date."""
    makers = (person(rng, chinese), city(rng, chinese), code(rng), email(rng), str(decimal(rng)), str(number(rng)),
              phrase(rng, chinese))  # fmt: skip
    return rng.choice((" ", ", ", "\n")).join(rng.sample(makers, rng.choice((1, 1, 2, 3))))


def open_ended(rng: Random, chinese: bool) -> str:
    """Returns a prompt that is no clear request the model could follow."""
    pick = rng.random()
    if pick < 0.28:
        return snippet(rng, chinese)
    if pick < 0.62:
        return pasted_text(rng, chinese)
    if pick < 0.72 and not chinese:
        return _mash(rng)
    if pick < 0.78:
        return _link(rng, chinese)
    return _things(rng, chinese) if pick < 0.92 else _scraps(rng, chinese)
