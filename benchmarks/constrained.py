"""Answers that follow a JSON schema against free text of as many tokens."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from benchmarks.engine import open_engine, random_prompt, run
from benchmarks.measure import BenchmarkError, Report, interleave, median_ratio, rounded
from benchmarks.models import endless_bundled_model, random_model
from langchain_gguf.constraints import schema_grammar
from langchain_gguf.engine import EngineService

N_CTX = 2048
MAX_TOKENS = 600
PROMPT = random_prompt(64, seed=2)


def record_of(properties: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema of an object that has all these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def text(length: int) -> dict[str, Any]:
    """Returns the schema of a string of at most `length` characters."""
    return {"type": "string", "maxLength": length}


# What an extraction from a text looks like: about a quarter of the tokens have no alternative.
RECORD = record_of(
    {
        "name": text(40),
        "age": {"type": "integer", "minimum": 0, "maximum": 120},
        "status": {"enum": ["active", "inactive", "unknown"]},
        "tags": {"type": "array", "items": text(16), "minItems": 3, "maxItems": 5},
        "address": record_of({"street": text(40), "city": text(30), "country": text(20)}),
        "summary": text(300),
    }
)
# One long text: a mask for every token and next to nothing that is forced.
TEXT = record_of({"text": text(1000)})
# Long names and short values: most tokens have no alternative.
FORCED = record_of(
    {
        f"number_of_{kind}_that_were_{action}_in_the_last_quarter": {"type": "boolean"}
        for kind in ("orders", "customers", "complaints")
        for action in ("received", "answered", "cancelled")
    }
)


def measure(report: Report) -> None:
    """Measures the schemas on the larger model, and the usual one on the bundled model."""
    path = random_model("95m", "q8_0")
    measure_schema(report, "", path, RECORD, repetitions=7)
    measure_schema(report, "_text", path, TEXT, repetitions=5)
    measure_schema(report, "_forced", path, FORCED, repetitions=5)
    measure_schema(report, "_bundled", endless_bundled_model(), RECORD, repetitions=11)


def measure_schema(
    report: Report, suffix: str, path: Path, schema: dict[str, Any], *, repetitions: int
) -> None:
    """Compares whole requests of the same number of tokens; the grammar is compiled each time."""
    grammar = schema_grammar(schema)
    with open_engine(path, n_ctx=N_CTX) as service:
        num_tokens = count_tokens(service, grammar)
        seconds = interleave(
            {
                "constrained": lambda: run(service, PROMPT, MAX_TOKENS, grammar).seconds,
                "free": lambda: run(service, PROMPT, num_tokens).seconds,
            },
            report.repetitions(repetitions),
        )
    report.samples[f"constrained{suffix}"] = {
        "num_tokens": num_tokens,
        **{f"seconds_{name}": rounded(values) for name, values in seconds.items()},
    }
    report.figures[f"constrained_vs_free_time{suffix}"] = median_ratio(
        seconds["constrained"], seconds["free"]
    )
    report.figures[f"constraint_us_per_token{suffix}"] = (
        1e6
        / num_tokens
        * statistics.median(
            a - b for a, b in zip(seconds["constrained"], seconds["free"], strict=True)
        )
    )


def count_tokens(service: EngineService, grammar: str) -> int:
    """Returns how many tokens the constrained answer has.

    Raises:
        BenchmarkError: It is not whole JSON.
    """
    reply = run(service, PROMPT, MAX_TOKENS, grammar)
    try:
        json.loads(reply.text)
    except ValueError as error:
        raise BenchmarkError(f"the constrained answer is not JSON: {reply.text!r}") from error
    return reply.usage.completion_tokens
