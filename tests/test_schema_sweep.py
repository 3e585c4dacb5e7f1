"""Thousands of random schemas: an answer under the grammar of one is valid, or it is refused."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema.exceptions import _WrappedReferencingError

from langchain_gguf.constraints import schema_grammar
from langchain_gguf.errors import SchemaError
from tests.schema_sweep import (
    documents,
    example_values,
    is_valid_pointer,
    random_answer,
    shown,
)

SHORT, LONG = 2500, 10_000
ANSWERS = 2
# jsonschema's own check of this format takes some valid texts for invalid (a 0 before a digit).
MISJUDGED = "relative-json-pointer"
FORMATS = jsonschema.FormatChecker(())
FORMATS.checkers = {
    name: check
    for name, check in jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers.items()
    if name != MISJUDGED
}
POINTER = re.compile(r"(#(?:/[^\n:]*)?): ")


class Sweep:
    """What a sweep has seen; hypothesis shrinks the schema of a failure."""

    def __init__(self) -> None:
        self.num_valid = 0
        self.num_refused = 0
        self.num_endless = 0

    def check(self, document: dict[str, Any]) -> None:
        try:
            grammar = schema_grammar(document)
        except SchemaError as error:
            self.num_refused += 1
            check_refusal(str(error), document)
            return
        for seed in range(ANSWERS):
            answer = random_answer(grammar, random.Random(seed))
            if answer is None:
                self.num_endless += 1
            else:
                self.num_valid += check_answer(answer, document)


def validator_of(document: dict[str, Any]) -> Any:
    kind = jsonschema.validators.validator_for(document, default=jsonschema.Draft202012Validator)
    return kind(document, format_checker=FORMATS)


def check_answer(answer: str, document: dict[str, Any]) -> bool:
    """Assert that an answer is valid; false if jsonschema cannot say."""
    value = json.loads(answer)
    try:
        error = next(validator_of(document).iter_errors(value), None)
    except (_WrappedReferencingError, RecursionError, AttributeError):
        # References without an end, and keywords of another draft, which it does not survive.
        return False
    assert error is None, f"{answer} for {shown(document)}: {error.message}"
    return True


def check_refusal(message: str, document: dict[str, Any]) -> None:
    """Assert that a refusal names a place in the schema, and is not wrong."""
    if message.startswith("No finite value"):
        return
    assert "json-schema:" not in message
    assert "Regex" not in message
    if message.startswith("No value"):
        place = re.search(r"at (#\S*?)(?:\.\.\.|: )", message)
        assert place is not None, message
        # Old drafts ignore keywords that are enforced nevertheless; formats may be stricter here.
        if not {"$schema", "format"} & keys_of(document):
            check_none_satisfies(document)
        return
    pointers = POINTER.findall(message)
    assert pointers, message
    for pointer in pointers:
        assert "..." in pointer or is_valid_pointer(document, pointer), message


def keys_of(document: Any) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(keys_of, document))
    if not isinstance(document, dict):
        return set()
    return set(document).union(*map(keys_of, document.values()))


def check_none_satisfies(document: dict[str, Any]) -> None:
    validator = validator_of(document)
    try:
        found = [value for value in example_values() if validator.is_valid(value)]
    except (_WrappedReferencingError, RecursionError, AttributeError):
        return
    assert not found, f"{found[:3]} for {shown(document)}"


@pytest.mark.timeout(1200)
@pytest.mark.filterwarnings("ignore:Possible set:FutureWarning")
def test_every_answer_is_valid_and_every_refusal_names_its_place(
    pytestconfig: pytest.Config,
) -> None:
    sweep = Sweep()
    num_schemas = LONG if pytestconfig.getoption("--long") else SHORT

    @settings(
        max_examples=num_schemas,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(documents())
    def run(document: dict[str, Any]) -> None:
        sweep.check(document)

    run()
    # Most schemas are neither refused nor such that a random walk finds no end.
    assert sweep.num_refused < 0.5 * num_schemas
    assert sweep.num_valid > 0.7 * num_schemas
    assert sweep.num_endless < 0.15 * num_schemas
