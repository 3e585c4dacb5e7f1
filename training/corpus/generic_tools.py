"""Tools about anything: an attribute of a thing, an action with arguments, a text to work on."""

from __future__ import annotations

from random import Random

from ..chat_format import Json, function_tool, to_json
from .tool_families import Ask, Family, parameter, styled
from .words import VERBS, chance, chinese_word, code, noun, number, phrase, value

_JSON_TYPES = {"integer": "integer", "number": "number"}
_ARGUMENT_NAMES = {
    "city": ("city", "location", "place", "town", "region"),
    "person": ("name", "person", "user", "username", "customer", "employee"),
    "integer": ("n", "x", "id", "number", "value", "user_id", "input", "num"),
    "code": ("id", "code", "order_id", "sku", "symbol", "key"),
    "word": ("word", "item", "text", "input", "topic", "product", "thing"),
}
_KINDS = {"city": ("city", "城市"), "person": ("person", "人"), "integer": ("number", "数字"),
          "code": ("order", "编号"), "word": ("word", "物品")}  # fmt: skip
_NAME_PATTERNS = ("get_{}", "get_{}", "fetch_{}", "{}_lookup", "lookup_{}", "find_{}", "{}",
                  "check_{}", "query_{}", "compute_{}", "calculate_{}", "show_{}", "{}_tool",
                  "read_{}", "get_{}_info", "{}_of")  # fmt: skip
_ATTRIBUTE_TEXTS = ("Get the {a} of a {k}", "Returns the {a} for the given {k}.",
                    "Look up the {a} of a {k}", "Compute the {a} of a {k}", "Get {a}",
                    "Find the {a} for a {k}.")  # fmt: skip
_ATTRIBUTE_QUESTIONS = (
    "What is the {a} of {v}?", "What is the {a} for {v}?", "Tell me the {a} of {v}.",
    "I need the {a} of {v}.", "Can you find the {a} for {v}?", "{a} of {v}",
    "Please get the {a} of {v}.", "What is {v}'s {a}?", "What is the {a} in {v}?",
    "Check the {a} of {v}.", "Give me the {a} for {v}, please.", "what's the {a} of {v}",
    "Do you know the {a} of {v}?", "Show me {v}'s {a}.", "I want to know the {a} of {v}.",
    "Look up the {a} for {v}.",
)  # fmt: skip
_ATTRIBUTE_QUESTIONS_ZH = ("{v}的{a}是什么？", "{v}的{a}是多少？", "查一下{v}的{a}。", "请告诉我{v}的{a}。",
                           "我想知道{v}的{a}。", "帮我查{v}的{a}", "{v}的{a}")  # fmt: skip


def attribute(rng: Random, held_out: bool) -> Family:
    """Returns a tool that looks up some attribute of a city, person, number, code or word."""
    described_in_chinese = chance(rng, 0.25)
    label = noun(rng, held_out)
    if not described_in_chinese and chance(rng, 0.25):
        label += "_" + noun(rng, held_out)
    spoken = label.replace("_", " ")
    chinese_label = chinese_word(rng, held_out)
    kind = rng.choice(("city", "city", "person", "integer", "code", "word"))
    key = rng.choice(_ARGUMENT_NAMES[kind]) if chance(rng, 0.75) else noun(rng, held_out)
    kind_name, kind_chinese = _KINDS[kind]
    if described_in_chinese:
        text = f"{rng.choice(('获取', '查询', '返回'))}{kind_chinese}的{chinese_label}"
    else:
        text = rng.choice(_ATTRIBUTE_TEXTS).format(a=spoken, k=kind_name)
    about = rng.choice((None, None, f"The {kind_name}", f"The {key}"))
    name = styled(rng, rng.choice(_NAME_PATTERNS).format(label))
    tool = function_tool(name, text, {key: parameter(_JSON_TYPES.get(kind, "string"), about)})

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or described_in_chinese
        given = value(rng, kind, chinese)
        what = chinese_label if described_in_chinese else spoken
        found = rng.choice((number(rng), noun(rng), code(rng), number(rng)))
        questions = _ATTRIBUTE_QUESTIONS_ZH if chinese else _ATTRIBUTE_QUESTIONS
        question = rng.choice(questions).format(a=what, v=given)
        pick = rng.random()
        if pick < 0.25:
            result = to_json({what: found})
        elif pick < 0.35:
            result = to_json({key: given, rng.choice(("result", "value", what)): found})
        else:
            result = str(found)
        answer = f"{given}的{what}是{found}。" if chinese else f"The {what} of {given} is {found}."
        return Ask(question, {key: given}, result, answer)

    return Family(tool, ask, "attribute")


_ACTION_FIELDS = ("color", "size", "count", "name", "date", "title", "price", "quantity",
                  "priority_level", "owner", "room", "level")  # fmt: skip


def _action_arguments(rng: Random, held_out: bool, thing: str) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        key = noun(rng, held_out) if chance(rng, 0.66) else rng.choice(_ACTION_FIELDS)
        if key != thing:
            kinds[key] = rng.choice(("person", "city", "integer", "code", "word", "word"))
    return kinds or {"name": "word"}


def _action_question(rng: Random, verb: str, thing: str, values: Json, chinese: bool) -> str:
    items = list(values.items())
    if chance(rng, 0.3):
        items.reverse()
    if chinese:
        listed = "，".join(f"{key}是{what}" for key, what in items)
        return rng.choice(("请", "帮我", "")) + f"{verb} {thing}，{listed}。"
    if len(items) == 1 and chance(rng, 0.5):
        what = items[0][1]
        short = (f"{verb.capitalize()} the {thing} {what}.", f"Please {verb} {thing} {what}.",
                 f"{verb} the {thing} {what}", f"Can you {verb} the {thing} {what}?")  # fmt: skip
        return rng.choice(short)
    listed = rng.choice((" and ", ", ")).join(f"{key} {what}" for key, what in items)
    templates = ("{V} a {t} with {s}.", "Please {v} a {t} with {s}.", "{V} the {t} with {s}.",
                 "I want to {v} a {t} with {s}.", "Could you {v} the {t} with {s}?")  # fmt: skip
    return rng.choice(templates).format(V=verb.capitalize(), v=verb, t=thing, s=listed)


def action(rng: Random, held_out: bool) -> Family:
    """Returns a tool that does something, with one to three arguments."""
    verb = noun(rng, held_out) if chance(rng, 0.06) else rng.choice(VERBS)
    thing = noun(rng, held_out)
    kinds = _action_arguments(rng, held_out, thing)
    properties = {}
    for key, kind in kinds.items():
        about = rng.choice((None, None, f"The {key} of the {thing}"))
        properties[key] = parameter(_JSON_TYPES.get(kind, "string"), about)
    texts = (
        f"{verb.capitalize()} a {thing}",
        f"{verb.capitalize()} the {thing}.",
        f"{verb.capitalize()} {thing}",
    )
    tool = function_tool(styled(rng, f"{verb}_{thing}"), rng.choice(texts), properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        values = {key: value(rng, kind, chinese) for key, kind in kinds.items()}
        question = _action_question(rng, verb, thing, values, chinese)
        result = rng.choice(("ok", "done", "success", "true", code(rng)))
        answer = (
            f"已完成：{thing}，结果是{result}。"
            if chinese
            else f"The {thing} is done. Result: {result}."
        )
        return Ask(question, values, result, answer)

    return Family(tool, ask, "action")


_TEXT_VERBS = (("translate", "翻译"), ("summarize", "总结"), ("count", "统计"), ("reverse", "反转"),
               ("remember", "记住"), ("remind", "提醒"), ("note", "记录"))  # fmt: skip


def text_work(rng: Random, held_out: bool) -> Family:
    """Returns a tool that takes one text."""
    verb, chinese_verb = rng.choice(_TEXT_VERBS)
    key = rng.choice(("text", "input", "word", "sentence", "content", "note"))
    name = styled(rng, rng.choice((f"{verb}_{key}", f"{verb}_text", verb, f"{verb}_tool")))
    texts = (f"{verb.capitalize()} the given text", f"{verb.capitalize()} a {key}")
    tool = function_tool(name, rng.choice(texts), {key: parameter("string")})

    def ask(rng: Random, chinese: bool) -> Ask:
        given, result = phrase(rng, chinese), phrase(rng)
        if chinese:
            return Ask(f"{chinese_verb}：{given}", {key: given}, result, f"结果是：{result}")
        templates = ("{V} this: {p}", "{V} the {k} {p}.", "Please {v}: {p}", '{V} "{p}"')
        question = rng.choice(templates).format(V=verb.capitalize(), v=verb, k=key, p=given)
        return Ask(question, {key: given}, result, f"The result is: {result}")

    return Family(tool, ask, "text")


def no_arguments(rng: Random, held_out: bool) -> Family:
    """Returns a tool that takes nothing."""
    word = noun(rng, held_out)
    name = rng.choice(
        (f"get_{word}_list", f"list_{word}s", f"{word}_function_no_args", f"random_{word}")
    )
    texts = (f"List every {word}.", f"Calculate a {word} function.", f"Get a random {word}.")
    tool = function_tool(name, rng.choice(texts), {})

    def ask(rng: Random, chinese: bool) -> Ask:
        result = rng.choice((str(number(rng)), phrase(rng)))
        if chinese:
            return Ask(f"{name}()的值是多少？请使用工具。", {}, result, f"结果是{result}。")
        templates = ("What is the value of {n}()? Use the tool.", "Call {n}.", "Use {n}, please.",
                     "What does {n}() return?")  # fmt: skip
        return Ask(rng.choice(templates).format(n=name), {}, result, f"The result is {result}.")

    return Family(tool, ask, "no_arguments")
