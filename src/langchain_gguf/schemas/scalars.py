"""Keywords about numbers, texts and fixed values."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from typing import Any

from langchain_gguf.schemas.compiler import is_unsatisfiable, schema_refusal
from langchain_gguf.schemas.document import listed
from langchain_gguf.schemas.findings import Findings, malformed
from langchain_gguf.schemas.keywords import OF_KIND, kinds_of
from langchain_gguf.schemas.patterns import (
    FORMAT_PATTERNS,
    FREE_FORMATS,
    NATIVE_FORMATS,
    translated,
)

Schema = Mapping[str, Any]
# llguidance computes with floating-point numbers, and with 64 bits where numbers are whole.
_MAX_EXACT = 2**53
_MAX_INTEGER = math.nextafter(2.0**63, 0)
# Longer repetitions take llguidance too long; what is longer still, no reply ever is.
MAX_COUNT = 100_000
_ENDLESS = 10**8
_WRITABLE = frozenset("\b\f\n\r\t\x7f")


def values(schema: Schema, pointer: str, findings: Findings) -> dict[str, Any]:
    """Take over `enum` and `const`, but for values that cannot be written exactly."""
    kept = {}
    for keyword in ("enum", "const"):
        if keyword not in schema:
            continue
        problem = _unwritable(schema[keyword])
        if problem:
            findings.add(pointer, keyword, problem)
        else:
            kept[keyword] = schema[keyword]
    return kept


def _unwritable(value: Any) -> str:
    """Say why a value cannot be demanded; "" if it can."""
    if isinstance(value, list):
        return next(filter(None, map(_unwritable, value)), "")
    if isinstance(value, dict):
        return _unwritable(list(value.values()))
    if isinstance(value, int | float) and abs(value) > _MAX_EXACT:
        return f"{value} is beyond the numbers that are compared exactly (2**53)"
    if isinstance(value, str) and any(c < " " and c not in _WRITABLE for c in value):
        return f"{value!r} contains a control character that models are not let write"
    return ""


def number_keywords(schema: Schema, pointer: str, findings: Findings) -> dict[str, Any]:
    """Take over the bounds of numbers."""
    kinds = kinds_of(schema)
    if "number" not in kinds:
        return {}
    is_whole = "number" not in schema.get("type", "number")
    kept = {word: schema[word] for word in OF_KIND["number"] if word in schema}
    for word in list(kept):
        if is_whole and word != "multipleOf" and abs(kept[word]) > _MAX_EXACT:
            kept[word] = _inner(kept[word], is_lowest=word.endswith("inimum"))
        elif isinstance(kept[word], int) and float(kept[word]) != kept[word]:
            findings.add(pointer, word, "it is beyond the numbers that are compared exactly")
            del kept[word]
    return _compilable(kept, "integer" if is_whole else "number", pointer, findings)


def _inner(bound: float, *, is_lowest: bool) -> float:
    """Return the nearest whole number inside of a bound that llguidance can compute with."""
    sign = 1 if is_lowest else -1
    near = float(max(min(bound, 2**1000), -(2**1000)))
    if near * sign < bound * sign:
        near = math.nextafter(near, sign * math.inf)
    is_outside = near < -_MAX_INTEGER if is_lowest else near > _MAX_INTEGER
    return int(-sign * _MAX_INTEGER if is_outside else near)


def string_keywords(schema: Schema, pointer: str, findings: Findings) -> dict[str, Any]:
    """Take over what texts have to look like."""
    if "string" not in kinds_of(schema):
        return {}
    kept: dict[str, Any] = counts(schema, ("minLength", "maxLength"), pointer, findings)
    patterns = _patterns(schema, pointer, findings)
    if patterns:
        kept["pattern"] = patterns[0]
    if len(patterns) > 1:
        kept["allOf"] = [{"pattern": pattern} for pattern in patterns[1:]]
    if schema.get("format") in NATIVE_FORMATS:
        kept["format"] = schema["format"]
    refusal = schema_refusal({"type": "string", **kept})
    if refusal and not is_unsatisfiable(refusal):
        word = "pattern" if "pattern" in schema else "format" if "format" in kept else "maxLength"
        findings.add(pointer, word, f"together with its neighbours: {refusal}")
        return {}
    return kept


def _patterns(schema: Schema, pointer: str, findings: Findings) -> list[str]:
    """Return the regular expressions that a text must match."""
    found = []
    if "pattern" in schema:
        pattern = taken_pattern(schema["pattern"], pointer, "pattern", findings)
        if pattern is not None:
            found.append(pattern)
    name = schema.get("format")
    if name in FORMAT_PATTERNS:
        found += FORMAT_PATTERNS[name]
    elif name is not None and name not in NATIVE_FORMATS | FREE_FORMATS:
        known = listed(sorted(FORMAT_PATTERNS.keys() | NATIVE_FORMATS))
        findings.add(pointer, "format", f"{name!r} is not among the formats that are: {known}")
    return found


def taken_pattern(pattern: str, pointer: str, keyword: str, findings: Findings) -> str | None:
    """Return a pattern as llguidance reads it; None, and a finding, if it does not.

    Raises:
        SchemaError: it is no regular expression at all.
    """
    written = translated(pattern)
    refusal = (
        "regular expressions differ in what it means"
        if written is None
        else schema_refusal({"type": "string", "pattern": written})
    )
    if not refusal or is_unsatisfiable(refusal):
        return written
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            re.compile(pattern)
    except re.error as error:
        malformed(pointer, keyword, f"{pattern!r} is no regular expression ({error}).")
    findings.add(pointer, keyword, f"{pattern!r}: {refusal}")
    return None


def counts(
    schema: Schema, keywords: tuple[str, ...], pointer: str, findings: Findings
) -> dict[str, Any]:
    """Take over keywords that count."""
    kept: dict[str, Any] = {}
    for keyword in keywords:
        value = schema.get(keyword)
        if value is None or (keyword.startswith("max") and value > _ENDLESS):
            continue
        if value > MAX_COUNT:
            findings.add(pointer, keyword, f"it would take too long beyond {MAX_COUNT:,}")
        else:
            kept[keyword] = int(value)
    return kept


def _compilable(
    kept: dict[str, Any], kind: str, pointer: str, findings: Findings
) -> dict[str, Any]:
    """Drop, and note, those bounds that llguidance refuses."""

    def refusal(words: dict[str, Any]) -> str:
        found = schema_refusal({"type": kind, **words}) if words else ""
        return "" if is_unsatisfiable(found) else found

    for word in list(kept):
        if problem := refusal({word: kept[word]}):
            findings.add(pointer, word, problem)
            del kept[word]
    if problem := refusal(kept):
        for word in kept:
            findings.add(pointer, word, f"together with its neighbours: {problem}")
        return {}
    return kept
