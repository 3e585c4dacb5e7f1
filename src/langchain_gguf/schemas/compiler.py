"""Asks llguidance whether it takes a schema or a grammar, without a model."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

# Spaced as json.dumps does: the JSON that models saw most. Free whitespace invites endless runs.
# Letters are never written as \uXXXX: llguidance would not see that "\u0061" is the name "a".
JSON_STYLE = {
    "whitespace_flexible": False,
    "item_separator": ", ",
    "key_separator": ": ",
    "json_allowed_escapes": 'nrbtf\\"',
}
_HEADER = "%llguidance {}\n"
_PLACE = re.compile(r"^at \d+\(\d+\): ")
_EMPTY_TEXTS = re.compile(r"Regex is empty: .*", re.DOTALL)
_INTERNAL = re.compile(r"\s*(: )?json-schema:///\S*")


def json_expression(schema: dict[str, Any]) -> str:
    """Write the expression of JSON text that satisfies a schema."""
    return "%json " + json.dumps({**schema, "x-guidance": JSON_STYLE}, ensure_ascii=False)


def schema_refusal(schema: dict[str, Any]) -> str:
    """Say why llguidance refuses a schema; "" if it does not."""
    return grammar_refusal(f"{_HEADER}start: {json_expression(schema)}\n")


def is_unsatisfiable(refusal: str) -> bool:
    """Whether a schema was refused because no value satisfies it."""
    return refusal.startswith("Unsatisfiable schema")


@functools.lru_cache(maxsize=256)
def grammar_refusal(grammar: str) -> str:
    """Say why llguidance refuses a grammar; "" if it does not."""
    import llguidance  # The package is imported without it: it takes time.

    matcher = llguidance.LLMatcher(_byte_tokenizer(), grammar, log_level=0)
    if not matcher.is_error():
        return ""
    lines = [line.strip() for line in matcher.get_error().strip().splitlines()]
    # Messages of the regex crate say "regex parse error:", and the reason in their last line.
    reasons = [line for line in lines if line.startswith("error:")]
    first = _PLACE.sub("", lines[0]).removeprefix("failed to compile JSON schema: ")
    text = reasons[0].removeprefix("error: ") if reasons else first
    text = _INTERNAL.sub("", text).split("; ")[0].rstrip(" .:")
    text = text.replace(
        "circular references with sibling keys are not supported",
        "a $ref that leads back to where it stands has other keywords beside it",
    )
    return _EMPTY_TEXTS.sub("no text has all that is demanded", text) or "it cannot be compiled"


@functools.cache
def _byte_tokenizer() -> Any:
    import llguidance

    return llguidance.LLTokenizer("byte")
