"""Tools about anything: an attribute of a thing, an action with arguments, a text to work on."""

from __future__ import annotations

from random import Random

from ..chat_format import function_tool
from .attribute_tools import attribute_tool, random_attribute, some_attribute
from .record_tools import some_action
from .tool_families import Ask, Family, parameter, styled
from .tool_values import message_text
from .words import HELD_OUT_CHINESE_WORDS, HELD_OUT_NOUNS, chance, noun, number, phrase


def attribute(rng: Random, held_out: bool) -> Family:
    """Returns a tool that looks up some attribute of a city, person, number, code or word."""
    if not held_out:
        return some_attribute(rng)
    row, only_chinese = random_attribute(rng)
    label = rng.choice(HELD_OUT_NOUNS)
    chinese = rng.choice(HELD_OUT_CHINESE_WORDS) if only_chinese else label
    row = row._replace(names=(label,), spoken=(label,), chinese=(chinese,))
    return attribute_tool(rng, row, None, only_chinese)


def action(rng: Random, held_out: bool) -> Family:
    """Returns a tool that does something, with up to four arguments."""
    return some_action(rng)


_TEXT_VERBS = (("translate", "翻译"), ("summarize", "总结"), ("count words of", "数一下字数"), ("reverse", "反转"),
               ("remember", "记住"), ("shorten", "缩短"), ("note", "记录"), ("spell", "拼写"), ("encrypt", "加密"),
               ("rewrite", "改写"), ("proofread", "校对"), ("explain", "解释"), ("classify", "分类"),
               ("repeat", "重复"), ("capitalize", "转成大写"), ("read out", "朗读"), ("format", "排版"))  # fmt: skip
_TEXT_QUESTIONS = ("{V} this: {p}", "{V} the {k} {p}", "Please {v}: {p}", '{V} "{p}"', "Can you {v} this? {p}",
                   "I want you to {v} {p}", "Here is a {k} to {v}: {p}", "{p} - please {v} that",
                   '{v} this for me: "{p}"', "Could you {v} the following? {p}", "{V}: {p}",
                   "The {k} is {p}. Please {v} it.")  # fmt: skip
_TEXT_QUESTIONS_CHINESE = ("{v}：{p}", "请{v}：{p}", "帮我{v}“{p}”", "把“{p}”{v}一下", "{v}这句话：{p}", "{p}，请{v}",
                           "{v}一下：{p}", "麻烦{v}：“{p}”", "能{v}“{p}”吗？")  # fmt: skip


def text_work(rng: Random, held_out: bool) -> Family:
    """Returns a tool that takes one text."""
    verb, chinese_verb = rng.choice(_TEXT_VERBS)
    key = rng.choice(("text", "input", "word", "sentence", "content", "note", "string", "message"))
    snake = verb.replace(" ", "_")
    name = styled(rng, rng.choice((f"{snake}_{key}", f"{snake}_text", snake, f"{snake}_tool")))
    texts = (
        f"{verb.capitalize()} the given text",
        f"{verb.capitalize()} a {key}",
        "",
        f"{chinese_verb}文本",
    )
    tool = function_tool(name, rng.choice(texts), {key: parameter("string")})

    def ask(rng: Random, chinese: bool) -> Ask:
        given = message_text(rng, chinese) if chance(rng, 0.7) else phrase(rng, chinese)
        result = phrase(rng, chinese)
        if chinese:
            question = rng.choice(_TEXT_QUESTIONS_CHINESE).format(v=chinese_verb, p=given)
            return Ask(question, {key: given}, result, f"结果是：{result}")
        question = rng.choice(_TEXT_QUESTIONS).format(V=verb.capitalize(), v=verb, k=key, p=given)
        return Ask(question, {key: given}, result, f"The result is: {result}")

    return Family(tool, ask, f"text {snake}")


def no_arguments(rng: Random, held_out: bool) -> Family:
    """Returns a tool that takes nothing and is asked for by its name."""
    word = noun(rng, held_out)
    name = rng.choice((f"get_{word}_list", f"{word}_function_no_args", f"random_{word}", f"{word}_now",
                       f"current_{word}", f"run_{word}"))  # fmt: skip
    texts = (f"List every {word}.", f"Calculate a {word} function.", f"Get a random {word}.", "")
    tool = function_tool(name, rng.choice(texts), {})

    def ask(rng: Random, chinese: bool) -> Ask:
        result = rng.choice((str(number(rng)), phrase(rng)))
        templates: tuple[str, ...]
        if chinese:
            templates = (
                "{n}()的值是多少？请使用工具。",
                "调用{n}。",
                "请用一下{n}",
                "运行{n}",
                "{n}返回什么？",
            )
            return Ask(rng.choice(templates).format(n=name), {}, result, f"结果是{result}。")
        templates = ("What is the value of {n}()? Use the tool.", "Call {n}.", "Use {n}, please.",
                     "What does {n}() return?", "Run {n} for me.", "Please execute {n}",
                     "Let's see what {n} says.")  # fmt: skip
        return Ask(rng.choice(templates).format(n=name), {}, result, f"The result is {result}.")

    return Family(tool, ask, f"no_arguments {word}")
