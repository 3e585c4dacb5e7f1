"""What a tool returns, in the shapes that tools have, and the answer to the user."""

from __future__ import annotations

import re
from random import Random
from typing import Any, NamedTuple

from ...chat_format import Json, to_json
from ..words import allowed, chance, code, invented_word, noun, number
from .kinds import Outcome
from .offers import Offer, Said, put
from .slots import PAIRS, Value, make

_DONE = ("ok", "OK", "done", "success", "Done.", "true", "Success", '{"status": "ok"}',
         '{"success": true}', '{"ok": true}', '{"result": "done"}', '{"status": "success"}',
         '{"code": 0}', '{"error": null, "success": true}')  # fmt: skip
_DONE_CHINESE = (
    "成功",
    "已完成",
    "操作成功",
    "完成",
    '{"状态": "成功"}',
    '{"code": 0, "msg": "成功"}',
)
_NOISE_KEYS = ("id", "source", "updated_at", "version", "request_id", "cached", "count", "page",
               "lang", "score")  # fmt: skip
_ERRORS = (
    "Missing required argument '{}'.", "{} not found.", "Invalid value for {}.",
    "Connection to {} timed out.", "No {} with this name.", "Service unavailable.", "Rate limit reached.",
    "Permission denied.", "Timeout after {n} seconds.", "HTTP {n}", "{} is not supported.",
    "Unknown {}.", "Internal server error", "Access to {} denied.", "The {} is offline.",
)  # fmt: skip
_ERRORS_CHINESE = ("服务不可用", "请求超时", "权限不足", "参数无效", "网络错误", "设备离线", "没有找到{}",
                   "超出调用次数", "系统繁忙，请稍后再试")  # fmt: skip
_EMPTY = ("[]", "[]", "{}", "null", "None", "No results found.", "not found", "No results",
          '{"results": []}', '{"items": [], "total": 0}', '{"data": null}', "No match", "0 results",
          "Nothing found.", '""')  # fmt: skip
_EMPTY_CHINESE = ("没有结果", "未找到", "查无结果", "无")
NOTHING, NOTHING_CHINESE = "The tool found nothing.", "工具没有找到结果。"
_ERROR_SHAPES = (
    "Error: {}",
    "Error: {}",
    "error: {}",
    "ERROR: {}",
    "Exception: {}",
    "ToolError: {}",
)


class Result(NamedTuple):
    """What a tool said, and the answer."""

    text: str
    answer: str


def noise(rng: Random) -> tuple[str, Any]:
    """Returns a field that nobody asked for."""
    key = rng.choice(allowed(_NOISE_KEYS)) if chance(rng, 0.6) else noun(rng)
    return key, rng.choice((number(rng), code(rng), invented_word(rng), True, None))


def error(rng: Random, chinese: bool) -> Result:
    """Returns a failure, and the answer that quotes it."""
    if chinese and chance(rng, 0.4):
        text = rng.choice(_ERRORS_CHINESE).format(noun(rng))
        shape = rng.choice(("错误：{}", "Error: {}", "失败：{}"))
    else:
        text = rng.choice(_ERRORS).format(noun(rng), n=rng.choice((500, 404, 30, 60, 503, 429)))
        shape = rng.choice(_ERROR_SHAPES)
    if chance(rng, 0.35):
        body = rng.choice(({"error": text}, {"error": text, "success": False}, {"status": "error", "message": text},
                           {"success": False, "error": text}))  # fmt: skip
        shape = to_json(body).replace("{", "{{").replace("}", "}}")
    said = text if text[-1] in ".。" else text + ("。" if chinese else ".")
    lead = "工具返回了错误：" if chinese else "The tool returned an error: "
    return Result(shape.format(text), lead + said)


def empty(rng: Random, chinese: bool) -> Result:
    """Returns a result without anything in it, and the answer that says so."""
    texts = _EMPTY_CHINESE if chinese and chance(rng, 0.3) else _EMPTY
    return Result(rng.choice(texts), NOTHING_CHINESE if chinese else NOTHING)


def _object(rng: Random, fields: Json, said: Json) -> str:
    """A JSON object: the fields alone, or with what was asked, or with noise, or in a list."""
    items = list(fields.items())
    if chance(rng, 0.35):
        items = [(k, v) for k, v in said.items() if k not in fields] + items
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        key, value = noise(rng)
        if key not in fields and key not in said:
            items.insert(rng.randrange(len(items) + 1), (key, value))
    if chance(rng, 0.3):
        rng.shuffle(items)
    found: Any = dict(items)
    if chance(rng, 0.08):
        found = [found]
    elif chance(rng, 0.1):
        found = {rng.choice(("data", "result", "response")): found}
    return to_json(found)


def _plain(rng: Random, fields: Json) -> str:
    values = [str(value) for value in fields.values()]
    if len(values) == 1:
        key = next(iter(fields))
        return rng.choice((values[0], values[0], values[0], f"{key}: {values[0]}"))
    named = [f"{key}: {value}" for key, value in fields.items()]
    return rng.choice((", ".join(values), ", ".join(named), "\n".join(named), " | ".join(values)))


def operate(kind: str, a: int, b: int) -> int | float:
    """Returns what a calculating tool of a kind gives."""
    if kind == "divide":
        return a // b if a % b == 0 else round(a / b, 2)
    return {"add": a + b, "multiply": a * b, "subtract": a - b}[kind]


def evaluated(expression: str) -> int | float:
    """Returns the value of numbers joined by + - * and /; products come first."""
    tokens = re.findall(r"\d+|[-+*/]", expression)
    terms: list[float] = []
    sign, index = 1, 0
    while index < len(tokens):
        if tokens[index] in "+-":
            sign, index = (1 if tokens[index] == "+" else -1), index + 1
        term = sign * float(tokens[index])
        index += 1
        while index < len(tokens) and tokens[index] in "*/":
            factor = float(tokens[index + 1])
            term = term * factor if tokens[index] == "*" else term / factor
            index += 2
        terms.append(term)
    total = round(sum(terms), 2)
    return int(total) if total == int(total) else total


def _calculated(kind: str, values: dict[str, Value]) -> int | float | None:
    """The right result of a call, for tools whose result is no matter of chance."""
    if kind == "calculator":
        return evaluated(values["expression"].value)
    if kind == "celsius":
        total = round(values["degrees"].value * 1.8 + 32, 1)
        return int(total) if total == int(total) else total
    if kind in ("add", "subtract", "multiply", "divide"):
        return operate(kind, values["a"].value, values["b"].value)
    return None


def _values(rng: Random, outcome: Outcome, chinese: bool) -> tuple[dict[str, Value], Json]:
    """What the answer says of each field, and what stands in the result."""
    said: dict[str, Value] = {}
    fields: Json = {}
    in_chinese = chinese and chance(rng, 0.6)
    for key, kind in outcome.fields:
        value = make(kind, rng, chinese)
        if kind in PAIRS:
            row = rng.choice(PAIRS[kind])
            value = Value(row[chinese], row[in_chinese])
        said[key], fields[key] = value, value.value
    if "low" in fields and fields["low"] > fields["high"]:
        said["low"], said["high"] = said["high"], said["low"]
        fields["low"], fields["high"] = fields["high"], fields["low"]
    return said, fields


def result(rng: Random, offer: Offer, asked: Said, chinese: bool) -> Result:
    """Returns what the tool says to a call, and the answer."""
    outcome = rng.choice(offer.kind.outcomes)
    said, fields = _values(rng, outcome, chinese)
    right = _calculated(offer.kind.name, asked.values)
    if right is not None:
        key = outcome.fields[0][0]
        said[key], fields[key] = Value(str(right), right), right
    known = {**asked.values, **said}
    answer = put(outcome.say_chinese if chinese else outcome.say, known)
    if not fields:
        texts = _DONE_CHINESE if chinese and chance(rng, 0.35) else _DONE
        return Result(rng.choice(texts), answer)
    pick = rng.random()
    if pick < 0.5:
        return Result(_object(rng, fields, asked.arguments), answer)
    if pick < 0.7 and (chinese or all(v.said == v.value for v in asked.values.values())):
        return Result(answer, answer)
    return Result(_plain(rng, fields), answer)
