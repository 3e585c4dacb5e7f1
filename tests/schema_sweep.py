"""Random JSON schemas, and random answers under the grammar of one.

hypothesis-jsonschema (last release 0.23.1, early 2024) makes instances of schemas, not schemas, so
the strategy is here.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import llguidance
import numpy as np
from hypothesis import strategies as st

# Most bytes of an answer; one that is not complete by then is given up.
MAX_STEPS = 1500
# After this many bytes the walk takes what ends values wherever it may.
_IMPATIENT_AFTER = 60

NAMES = st.sampled_from(["a", "b", "ab", "x/y", "~", "é", "", '"', "a b", "\\", "length"])
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
PATTERNS = st.sampled_from(
    (
        *("^a", "b$", "^[a-c]{2,4}$", "", r"\d", r"^\w+$", "a|b", "^(x|y$)", "[^a-z]", "."),
        *(r"^\S*$", r"^[\w.-]+$", "^[a&&b]$", "(?=a)b", r"\bword\b", r"(a)\1", "^é?$", r"^\/"),
        "^a{3}$",
    )
)  # fmt: skip
FORMATS = st.sampled_from(
    (
        *("date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"),
        *("uri", "json-pointer", "relative-json-pointer", "regex", "iri", "password", "odd"),
    )
)  # fmt: skip
DRAFTS = [
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
]
SMALL = st.integers(0, 4)
NUMBERS = st.one_of(
    st.integers(-20, 20),
    st.sampled_from([0.5, -1.25, 1e-3, 100.0, 2**53, 2**63 - 1, -(2**63), 1e300]),
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), NUMBERS, NAMES, st.sampled_from(["\x01", "\n", "a\tb", 2**53 + 1])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=2)),
    max_leaves=4,
)


def _some(draw: st.DrawFn, options: dict[str, st.SearchStrategy[Any]], most: int) -> dict[str, Any]:
    if not options or not most:
        return {}
    names = draw(st.lists(st.sampled_from(sorted(options)), max_size=most, unique=True))
    return {name: draw(options[name]) for name in names}


# Making a strategy takes longer than drawing from it, so each is made once.
@cache
def schemas(depth: int = 3) -> st.SearchStrategy[Any]:
    """One schema below the root; references name the definitions that `documents` makes."""
    if depth <= 0:
        return st.sampled_from([{}, True, {"type": "integer"}, {"type": "string"}, False])
    return _schemas(depth - 1)


@st.composite
def _schemas(draw: st.DrawFn, depth: int) -> Any:
    inner = schemas(depth)
    kind = draw(st.sampled_from(["plain", "plain", "plain", "plain", "combined", "ref", "values"]))
    if kind == "ref":
        return {
            "$ref": draw(st.sampled_from(["#", "#/$defs/one", "#/$defs/two", "#anchored"])),
            **_some(draw, _of_object(depth), draw(st.sampled_from([0, 0, 0, 1]))),
        }
    if kind == "values":
        return draw(_FIXED)
    if kind == "combined":
        word = draw(st.sampled_from(["allOf", "anyOf", "oneOf", "oneOf"]))
        beside = draw(st.sampled_from([{}, {}, {"type": "object"}, {"type": ["string", "number"]}]))
        more = _some(draw, _of_object(depth), draw(st.sampled_from([0, 0, 2])))
        return {word: draw(st.lists(inner, min_size=1, max_size=3)), **beside, **more}
    return _plain(draw, depth)


def _plain(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    name = draw(st.sampled_from(TYPES))
    groups: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "integer": _OF_NUMBER,
        "number": _OF_NUMBER,
        "string": _OF_STRING,
        "array": _of_array(depth),
        "object": _of_object(depth),
    }
    schema = _some(draw, groups.get(name, {}), 4)
    if draw(st.sampled_from([True] * 9 + [False])):
        schema["type"] = draw(st.sampled_from([name, name, [name, "null"]]))
    return schema | _some(draw, _ODD, draw(st.sampled_from([0] * 15 + [1])))


_FIXED = st.one_of(
    st.builds(lambda value: {"const": value}, VALUES),
    st.builds(lambda values: {"enum": values}, st.lists(VALUES, max_size=4)),
)
_OF_NUMBER = {
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "exclusiveMinimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 3, 7, 0.5, 0.25, 10]),
}
_OF_STRING = {"minLength": SMALL, "maxLength": SMALL, "pattern": PATTERNS, "format": FORMATS}
_ODD = {
    "description": st.just("some text"),
    "default": VALUES,
    "not": st.sampled_from([{}, False, {"type": "null"}]),
    "if": st.just({"type": "string"}),
    "then": st.just({"minLength": 1}),
    "deprecated": st.just(True),
    "x-own": st.just({"anything": 1}),
    "dependentRequired": st.just({"a": ["b"]}),
    "$anchor": st.just("anchored"),
}


@cache
def _of_array(depth: int) -> dict[str, st.SearchStrategy[Any]]:
    inner = schemas(depth)
    return {
        "items": st.one_of(inner, inner, st.lists(inner, max_size=2)),
        "additionalItems": inner,
        "prefixItems": st.lists(inner, max_size=2),
        "minItems": SMALL,
        "maxItems": SMALL,
        "uniqueItems": st.booleans(),
        "contains": inner,
        "minContains": SMALL,
        "unevaluatedItems": st.booleans(),
    }


@cache
def _of_object(depth: int) -> dict[str, st.SearchStrategy[Any]]:
    inner = schemas(depth)
    properties = st.dictionaries(NAMES, inner, max_size=3)
    return {
        "properties": properties,
        "required": st.lists(NAMES, max_size=3, unique=True),
        "additionalProperties": st.one_of(st.booleans(), inner),
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "minProperties": SMALL,
        "maxProperties": SMALL,
        "propertyNames": st.sampled_from(
            [{"pattern": "^a"}, {"enum": ["a", "b"]}, {"maxLength": 1}]
        ),
        "unevaluatedProperties": st.booleans(),
    }


_ROOTS = schemas().filter(lambda schema: isinstance(schema, dict))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A whole schema, with definitions that refer to each other and to the whole."""
    definitions = {
        "one": draw(schemas(2)),
        "two": draw(schemas(2)),
        "three": {"$anchor": "anchored", "type": "integer"},
    }
    root = draw(_ROOTS)
    draft = draw(st.sampled_from([None] * 6 + DRAFTS))
    declared = {} if draft is None else {"$schema": draft}
    return {**declared, **root, "$defs": definitions}


@cache
def byte_tokenizer() -> llguidance.LLTokenizer:
    """A vocabulary of all bytes."""
    return llguidance.LLTokenizer("byte")


def random_answer(grammar: str, choices: random.Random) -> str | None:
    """Walk through a grammar byte by byte; None if no end came within `MAX_STEPS`.

    Raises:
        AssertionError: the grammar got stuck, or failed.
    """
    tokenizer = byte_tokenizer()
    matcher = llguidance.LLMatcher(tokenizer, grammar, log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    written = bytearray()
    for step in range(MAX_STEPS):
        if matcher.is_accepting() and (step > _IMPATIENT_AFTER or choices.random() < 0.3):
            return written.decode("utf-8")
        mask = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), np.uint8), bitorder="little")
        allowed = np.flatnonzero(mask[:256])
        if not len(allowed):
            assert matcher.is_accepting(), f"stuck after {bytes(written)!r}: {matcher.get_error()}"
            return written.decode("utf-8")
        token = _choose(allowed, choices, is_impatient=step > _IMPATIENT_AFTER)
        assert matcher.consume_token(token), matcher.get_error()
        written.append(token)
    return None


def _choose(allowed: Any, choices: random.Random, *, is_impatient: bool) -> int:
    if is_impatient and choices.random() < 0.9:
        ending = [byte for byte in b'}]"' if byte in allowed]
        if ending:
            return ending[0]
    plain = [int(byte) for byte in allowed if byte < 128]
    return choices.choice(plain if plain and choices.random() < 0.9 else [int(b) for b in allowed])


def is_valid_pointer(document: Any, pointer: str) -> bool:
    """Whether a pointer leads to something in a document."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        try:
            document = document[int(step)] if isinstance(document, list) else document[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return True


def example_values() -> list[Any]:
    """Values of every kind, to test the claim that none satisfies a schema."""
    texts = ["", "a", "b", "ab", "abc", "x", "aaaa", "1", "é", "2024-01-01", "1.2.3.4", "a b", '"']
    numbers = [0, 1, -1, 2, 3, 7, 10, 21, -20, 0.5, 1.25, -1.25, 100, 1e-3]
    lists = [[], [1], ["a"], [None], [1, 2], ["a", 1], [1, 2, 3], [[], {}]]
    objects = [{}, {"a": 1}, {"a": "a"}, {"b": 1}, {"a": 1, "b": 1}, {"a": {}}, {"ab": 1, "": 2}]
    return [None, True, False, *texts, *numbers, *lists, *objects]


def shown(schema: Any) -> str:
    """Write a schema for a message."""
    return json.dumps(schema, ensure_ascii=False)[:2000]
