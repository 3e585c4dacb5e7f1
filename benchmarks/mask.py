"""What a grammar's mask costs at a vocabulary of 128,000 tokens."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import closing
from typing import Any

from benchmarks.constrained import MAX_TOKENS, N_CTX, PROMPT, RECORD, count_tokens
from benchmarks.engine import GREEDY, engine_config, open_engine, run
from benchmarks.measure import BenchmarkError, Report, interleave, median_ratio, rounded
from benchmarks.models import random_model
from langchain_gguf.constraints import schema_grammar
from langchain_gguf.engine import Request
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.engine.scheduler import Chunk

# An answer that follows the schema, also where its strings are bounded.
DOCUMENT = json.dumps(
    {
        "name": "Marin Teldo Brackens",
        "age": 41,
        "status": "inactive",
        "tags": ["new customer", "prefers post", "two orders"],
        "address": {"street": "14 Old Harbour Lane", "city": "Trelick", "country": "Norway"},
        "summary": "Called on Tuesday about the second order, which came without its lid. "
        "A new one was sent the same day; it should be there by Friday. No refund was asked for.",
    }
)


def measure(report: Report) -> None:
    """Measures the runner alone, then what the engine as a whole needs longer."""
    config = engine_config(random_model("128k"), n_ctx=N_CTX, n_parallel=1)
    with closing(ModelRunner(config)) as runner:
        # Bounded strings cost llguidance more: it has to know what still fits.
        measure_runner(report, runner, "", unbounded(RECORD))
        measure_runner(report, runner, "_bounded_strings", RECORD)
    measure_engine(report)


def unbounded(schema: Any) -> Any:
    """Returns a schema without the bounds of its strings."""
    if isinstance(schema, dict):
        return {key: unbounded(value) for key, value in schema.items() if key != "maxLength"}
    return schema


def measure_runner(
    report: Report, runner: ModelRunner, suffix: str, schema: dict[str, Any]
) -> None:
    """Times the runner's `sample` with a grammar and without, along a document."""
    request = Request((0,), sampling=GREEDY, grammar=schema_grammar(schema))
    sampler = runner.new_sampler(request)
    pairs = []
    for repetition in range(report.repetitions(10) + 1):
        timed = walk(runner, sampler, runner.prepare(request), DOCUMENT.encode())
        pairs += timed if repetition > 0 else []
    runner.free_sampler(sampler)
    report.samples[f"mask_runner{suffix}"] = {
        "seconds_free": rounded([free for free, _ in pairs]),
        "seconds_masked": rounded([masked for _, masked in pairs]),
    }
    added = [1e3 * (masked - free) for free, masked in pairs]
    report.figures[f"mask_ms_128k{suffix}"] = statistics.fmean(added)
    report.figures[f"mask_ms_128k{suffix}_median"] = statistics.median(added)


def walk(
    runner: ModelRunner, sampler: Any, matcher: Any, document: bytes
) -> list[tuple[float, float]]:
    """Returns the seconds to choose each of a document's tokens: without the grammar and with it.

    Tokens that have no alternative are taken as the engine takes them, without choosing.

    Raises:
        BenchmarkError: The document does not follow the grammar.
    """
    timed: list[tuple[float, float]] = []
    while document:
        for forced in runner.forced_tokens(sampler, matcher):
            document = document.removeprefix(runner.token_bytes(forced))
        if not document:
            break
        token = runner.tokenize(document.decode(), at_start=False)[0]
        timed.append(time_choices(runner, sampler, matcher, token, swapped=len(timed) % 2 > 0))
        if not matcher.consume_token(token):
            raise BenchmarkError(f"the grammar does not allow {document[:20]!r}")
        document = document.removeprefix(runner.token_bytes(token))
    return timed


def time_choices(
    runner: ModelRunner, sampler: Any, matcher: Any, token: int, *, swapped: bool
) -> tuple[float, float]:
    """Returns the seconds for one token from the same logits, without the grammar and with it.

    The second of both finds the logits in the processor's cache; `swapped` says which that is.
    """
    generation = Generation(Request((token,)), lambda _: None)
    runner.memory.truncate(0, 0)
    (row,) = runner.decode([Chunk(generation, 0, 0, [token], needs_logits=True)])
    # `sample` takes the token that it chose, which is not the document's.
    order = [None, matcher.deep_copy()]
    seconds = {}
    for state in reversed(order) if swapped else order:
        start = time.perf_counter()
        runner.sample(sampler, row, state)
        seconds[state is None] = time.perf_counter() - start
    return seconds[True], seconds[False]


def measure_engine(report: Report) -> None:
    """Times whole requests, with everything that a constraint adds to a token."""
    grammar = schema_grammar(RECORD)
    with open_engine(random_model("128k"), n_ctx=N_CTX) as service:
        num_tokens = count_tokens(service, grammar)
        seconds = interleave(
            {
                "constrained": lambda: run(service, PROMPT, MAX_TOKENS, grammar).seconds,
                "free": lambda: run(service, PROMPT, num_tokens).seconds,
            },
            report.repetitions(5),
        )
    report.samples["mask_engine"] = {
        "num_tokens": num_tokens,
        **{f"seconds_{name}": rounded(values) for name, values in seconds.items()},
    }
    report.figures["constrained_vs_free_time_128k"] = median_ratio(
        seconds["constrained"], seconds["free"]
    )
