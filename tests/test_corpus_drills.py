"""The drills on schemas: every value stands in its text and fits its schema."""

from __future__ import annotations

import json
import re
from random import Random
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from training.chat_format import SCHEMA_INSTRUCTION, text_of
from training.corpus import (
    comparison_drill,
    field_drill,
    note_drill,
    object_drill,
    translation_drill,
    words,
)

DRILLS = (field_drill, note_drill, object_drill)
WORDED = (comparison_drill, translation_drill)


def asked_keys(keys: str) -> dict[str, Any]:
    """The schema of some keys, each of which may have its type in brackets."""
    types = {}
    for key in keys.split(", "):
        name, _, kind = key.partition(" (")
        kind = "object" if " and " in kind else kind.rstrip(")") or "string"
        types[name] = {"type": "array" if kind == "list" else kind}
    return {"type": "object", "properties": types, "required": list(types)}


def answered(task: ModuleType, seed: int) -> list[tuple[dict[str, Any], str, dict[str, Any]]]:
    """The schema, all that was said before, and the object of each answer of some samples."""
    found, rng = [], Random(seed)
    for _ in range(400):
        schema: dict[str, Any] = {}
        said = ""
        for message in task.sample(rng).messages:
            if message.content.startswith(SCHEMA_INSTRUCTION):
                schema = json.loads(message.content.removeprefix(SCHEMA_INSTRUCTION))
            elif message.role == "user":
                text, asks, keys = message.content.rpartition("JSON: ")
                said += text if asks else keys
                schema = asked_keys(keys) if asks else schema
            else:
                found.append((schema, said, json.loads(message.content)))
    return found


@pytest.mark.parametrize("task", DRILLS)
def test_an_answer_follows_its_schema(task: ModuleType) -> None:
    for schema, _, found in answered(task, 1):
        jsonschema.validate(found, schema)
        assert list(found) == schema["required"]


@pytest.mark.parametrize("task", [field_drill, note_drill])
def test_what_is_filled_in_stands_in_the_text(task: ModuleType) -> None:
    for _, said, found in answered(task, 2):
        for value in found.values():
            parts = value.values() if isinstance(value, dict) else value
            for part in parts if isinstance(value, dict | list) else [value]:
                assert isinstance(part, bool) or str(part) in said


def test_the_larger_number_has_the_answer() -> None:
    for _, said, found in answered(object_drill, 3):
        answer, why = found.values()
        if compared := re.fullmatch(r"(\d+) is (more|less) than (\d+)\.", why):
            one, which, other = compared.groups()
            assert (int(one) > int(other)) == (which == "more")
            *step, name = re.split(", so |，所以是", answer)
            assert name in said
            # The number itself needs no working, a name does.
            working = f"{one} {'>' if which == 'more' else '<'} {other}"
            assert step == ([] if name == one else [working])


def test_a_comparison_names_the_one_with_the_number_that_comes_first() -> None:
    rng = Random(6)
    for index in range(400):
        found = comparison_drill.compared(rng, index % 2 == 0)
        top, sign, low = found.comparison.split(" ")
        assert (int(top) > int(low)) == (sign == ">")
        name = found.found.removeprefix("the ")
        assert re.search(f"{re.escape(name)}[:：] ?{top}(?!\\d)", found.listed)
        assert name.lower() in found.answer.lower()


@pytest.mark.parametrize("task", [*DRILLS, *WORDED])
def test_no_held_out_word_occurs(task: ModuleType) -> None:
    rng = Random(4)
    for _ in range(300):
        for message in task.sample(rng).messages:
            assert not words.holds_held_out(message.content)


@pytest.mark.parametrize("task", [*DRILLS, *WORDED])
def test_same_seed_gives_the_same_text(task: ModuleType) -> None:
    first, second = Random(5), Random(5)
    for _ in range(50):
        assert text_of(task.sample(first)) == text_of(task.sample(second))
