"""Runs with tools about anything: what one returns is what the next one needs."""

from __future__ import annotations

from random import Random

from ...chat_format import function_tool
from ..assistant_tools.results import operate
from ..assistant_tools.slots import make
from ..tool_families import parameter, styled
from ..words import chance, noun
from .chains import Chain, Step, last_step, offer, plain, question, step
from .lookups import Lookup, field, identifier, lookup, named, thing


def answer(what: str, given: object, value: object, chinese: bool) -> str:
    """Returns the sentence that tells a field of a thing."""
    return f"{given}的{what}是{value}。" if chinese else f"The {what} of {given} is {value}."


def _pair(rng: Random, chinese: bool, numeric: bool = False) -> tuple[Lookup, Lookup, str]:
    """A tool that finds an identifier of what is named, one that needs it, and the name."""
    about = thing(rng)
    key, integer = identifier(rng, about)
    by, named_by = named(rng)
    wanted = field(rng, chinese, numeric)
    while wanted.key == key.key or by in (key.key, wanted.key):
        by, named_by, wanted = "name", "person", field(rng, chinese, numeric)
    first = lookup(rng, about, by, key, False, chinese, find=True)
    argument = key.key if chance(rng, 0.85) else rng.choice(("id", "identifier", "input"))
    second = lookup(rng, about, argument, wanted, integer, chinese, find=False)
    if first.name == second.name:
        return _pair(rng, chinese, numeric)
    return first, second, str(make(named_by, rng, chinese).value)


def resolve(rng: Random, chinese: bool) -> Chain:
    """Find the identifier of what is named, then the field; or one of both where that is enough."""
    first, second, name = _pair(rng, chinese)
    key = make(first.found.kind, rng, chinese).value
    value = make(second.found.kind, rng, chinese).value
    tools = (first.tool, second.tool)
    what = second.found.spoken
    pick = rng.random()
    if pick < 0.16:  # the identifier is given
        shown = {"field": plain(what), "value": plain(key)}
        text = question(rng, "attribute", chinese, shown)
        only = Step(second.name, {second.key: key}, second.result(rng, key, value))
        return Chain(text, (only,), answer(what, key, value, chinese), tools)
    if pick < 0.26:  # the identifier is wanted
        what = first.found.spoken
        text = question(rng, "attribute", chinese, {"field": plain(what), "value": plain(name)})
        only = Step(first.name, {first.key: name}, first.result(rng, name, key))
        return Chain(text, (only,), answer(what, name, key, chinese), tools)
    text = question(rng, "attribute", chinese, {"field": plain(what), "value": plain(name)})
    steps = (
        Step(first.name, {first.key: name}, first.result(rng, name, key)),
        Step(second.name, {second.key: key}, second.result(rng, key, value)),
    )
    return Chain(text, steps, answer(what, name, value, chinese), tools)


def in_year(rng: Random, chinese: bool) -> Chain:
    """As `resolve`, but the second tool also takes something that the question says."""
    first, second, name = _pair(rng, chinese)
    year, what = rng.randrange(1990, 2031), second.found.spoken
    key, value = (make(tool.found.kind, rng, chinese).value for tool in (first, second))
    function = second.tool["function"]
    properties = dict(function["parameters"]["properties"])
    extra = rng.choice(("year", "year", "fiscal_year", "in_year"))
    properties[extra] = parameter("integer", rng.choice((None, "The year")))
    tool = function_tool(function["name"], function["description"], properties)
    shown = {"field": plain(what), "value": plain(name), "year": plain(year)}
    steps = (
        Step(first.name, {first.key: name}, first.result(rng, name, key)),
        Step(second.name, {second.key: key, extra: year}, second.result(rng, key, value)),
    )
    text = question(rng, "in_year", chinese, shown)
    return Chain(text, steps, answer(what, name, value, chinese), (first.tool, tool))


_OPERATIONS = {"times": "multiply", "plus": "add", "minus": "subtract"}


def _calculation(
    rng: Random, value: int, operation: str, chinese: bool
) -> tuple[Step, int, int | float, dict[str, object]]:
    """A last step that calculates with what was found."""
    kind = _OPERATIONS[operation]
    offered = offer(rng, kind, chinese)
    n = rng.randrange(2, 13) if operation == "times" else rng.randrange(1, 100)
    total = operate(kind, value, n)
    values = {"a": plain(value), "b": plain(n)}
    text = str(total) if chance(rng, 0.7) else f'{{"result": {total}}}'
    return step(offered, values, text), n, total, offered.tool


def compute(rng: Random, chinese: bool) -> Chain:
    """Look up a number, then calculate with it; now and then find the identifier first."""
    operation = rng.choice(("times", "times", "plus", "minus"))
    first, second, name = _pair(rng, chinese, numeric=True)
    key, value = (
        make(first.found.kind, rng, chinese).value,
        rng.randrange(1, rng.choice((50, 1000))),
    )
    if operation == "minus":
        value += 100
    last, n, total, tool = _calculation(rng, value, operation, chinese)
    shown = {"field": plain(second.found.spoken), "value": plain(name), "n": plain(n)}
    text = question(rng, operation, chinese, shown)
    said = f"结果是{total}。" if chinese else f"The result is {total}."
    kinds = ("calculator", "add", "subtract", "multiply", "divide")
    if last.name in (first.name, second.name):
        return compute(rng, chinese)
    if chance(rng, 0.15):
        steps = (
            Step(first.name, {first.key: name}, first.result(rng, name, key)),
            Step(second.name, {second.key: key}, second.result(rng, key, value)),
            last,
        )
        return Chain(text, steps, said, (first.tool, second.tool, tool), kinds)
    by = first.key
    direct = lookup(rng, thing(rng), by, second.found, False, chinese, find=False)
    if direct.name == last.name:
        return compute(rng, chinese)
    found = Step(direct.name, {by: name}, direct.result(rng, name, value))
    return Chain(text, (found, last), said, (direct.tool, tool), kinds)


def tell(rng: Random, chinese: bool) -> Chain:
    """Look something up and send it to somebody."""
    by, kind = named(rng)
    name = str(make(kind, rng, chinese).value)
    wanted = field(rng, chinese)
    while wanted.key == by:
        wanted = field(rng, chinese)
    first = lookup(rng, thing(rng), by, wanted, False, chinese, find=False)
    value = make(wanted.kind, rng, chinese).value
    offered = offer(rng, "send_message", chinese)
    to = make("recipient", rng, chinese)
    while offered.name == first.name or to.said == name:
        to, offered = make("recipient", rng, chinese), offer(rng, "send_message", chinese)
    shown = {"field": plain(wanted.spoken), "value": plain(name), "to": to}
    sent = {"to": to, "text": plain(str(value))}
    last, said = last_step(rng, offered, sent, chinese)
    steps = (Step(first.name, {by: name}, first.result(rng, name, value)), last)
    text = question(rng, "tell", chinese, shown)
    return Chain(text, steps, said, (first.tool, offered.tool), ("send_message", "send_email"))


_PIPE_ENGLISH = ("{A} {v}, then {b} the result.", "{A} {v} and {b} what comes out.",
                 "First {a} {v}, then {b} it.", "{B} the result of {a} {v}.", "{A} {v}. Then {b} that.",
                 "Please {a} {v} and then {b} it.", "{a} {v}, {b} the output")  # fmt: skip
_PIPE_CHINESE = ("先{a} {v}，再{b}结果。", "{a} {v}，然后{b}。", "对{v}先做{a}，再做{b}。",
                 "{a} {v}，把结果{b}。")  # fmt: skip


def pipe(rng: Random, chinese: bool) -> Chain:
    """Two functions in a row: the second one takes what the first one gives."""
    first, second = noun(rng), noun(rng)
    integer = chance(rng, 0.6)
    given, middle, end = (make("number" if integer else "word", rng, False).value for _ in "abc")
    if first == second or len({given, middle, end}) < 3:
        return pipe(rng, chinese)
    tools, steps = [], []
    for word, taken, result in ((first, given, middle), (second, middle, end)):
        key = rng.choice(("x", "n", "input", "value", "number", f"{word}_input", "arg"))
        name = styled(
            rng, rng.choice(("{}", "{}_function", "apply_{}", "run_{}", "get_{}")).format(word)
        )
        text = rng.choice((f"Apply {word} to an input.", f"The {word} function", f"{word} of a value",
                           f"Computes the {word}."))  # fmt: skip
        tools.append(
            function_tool(name, text, {key: parameter("integer" if integer else "string")})
        )
        shown = str(result) if chance(rng, 0.7) else f'{{"{word}": {_quoted(result)}}}'
        steps.append(Step(name, {key: taken}, shown))
    words = {"a": first, "b": second, "A": first.capitalize(), "B": second.capitalize()}
    text = rng.choice(_PIPE_CHINESE if chinese else _PIPE_ENGLISH).format(v=given, **words)
    said = f"结果是{end}。" if chinese else f"The result is {end}."
    if chance(rng, 0.5):
        tools.reverse()
    return Chain(text, tuple(steps), said, tuple(tools))


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'


_SUMS = {
    "add": ("add {b}", "加{b}"), "subtract": ("subtract {b}", "减{b}"),
    "multiply": ("multiply by {b}", "乘以{b}"),
}  # fmt: skip
_STARTS = {
    "add": (("Add {a} and {b}", "What is {a} plus {b}", "Take {a} + {b}", "Sum {a} and {b}"), ("{a}加{b}", "先算{a}+{b}")),
    "multiply": (("Multiply {a} by {b}", "What is {a} times {b}", "Take {a} * {b}"), ("{a}乘以{b}", "先算{a}×{b}")),
    "subtract": (("Subtract {b} from {a}", "What is {a} minus {b}", "Take {a} - {b}"), ("{a}减{b}", "先算{a}-{b}")),
}  # fmt: skip


def sums(rng: Random, chinese: bool) -> Chain:
    """Add, then multiply: two calculating tools in a row."""
    one, two = rng.sample(sorted(_SUMS), 2)
    a, b, c = rng.randrange(20, 100), rng.randrange(1, 20), rng.randrange(2, 10)
    tools = [offer(rng, kind, chinese) for kind in (one, two)]
    middle = operate(one, a, b)
    end = operate(two, int(middle), c)
    steps = (
        step(tools[0], {"a": plain(a), "b": plain(b)}, str(middle)),
        step(tools[1], {"a": plain(middle), "b": plain(c)}, str(end)),
    )
    start = rng.choice(_STARTS[one][chinese]).format(a=a, b=b)
    rest = _SUMS[two][chinese].format(b=c)
    if chinese:
        text = f"{start}，{rng.choice(('再', '然后', '结果再'))}{rest}{rng.choice(('等于多少？', '。', '是多少？'))}"
    else:
        rest = rest.replace(" by", f" {rng.choice(('it', 'that', 'the result'))} by")
        text = start + rng.choice((", then {}.", " and then {}.", " and {}", ". Then {}.")).format(
            rest
        )
    said = f"结果是{end}。" if chinese else f"The result is {end}."
    return Chain(
        text, steps, said, tuple(offered.tool for offered in tools), ("calculator", *_SUMS)
    )
