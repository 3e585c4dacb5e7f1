"""One request at a time: the engine against a bare loop over llama.cpp."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.engine import in_engine_thread, open_engine, random_prompt, token_times
from benchmarks.llama import BareModel
from benchmarks.measure import (
    Report,
    interleave,
    median_ratio,
    rounded,
    seconds_per_token,
)
from benchmarks.models import endless_bundled_model, random_model

N_CTX = 2048
PROMPT = random_prompt(32, seed=0)


def measure(report: Report) -> None:
    """Measures the bundled model, and the larger one in two file types."""
    measure_model(report, "bundled", endless_bundled_model(), num_tokens=1000, repetitions=15)
    measure_model(report, "95m", random_model("95m", "q8_0"), num_tokens=128, repetitions=9)
    measure_model(
        report, "95m_q4_k_m", random_model("95m", "q4_k_m"), num_tokens=128, repetitions=7
    )


def measure_model(
    report: Report, name: str, path: Path, *, num_tokens: int, repetitions: int
) -> None:
    """Compares the time between tokens; the prompt's evaluation is left out."""
    with BareModel(path, n_ctx=N_CTX) as bare, open_engine(path, n_ctx=N_CTX) as service:
        seconds = interleave(
            {
                "engine": lambda: seconds_per_token(token_times(service, PROMPT, num_tokens)),
                "bare": lambda: seconds_per_token(
                    in_engine_thread(service, lambda: bare.generate(PROMPT, num_tokens))
                ),
            },
            report.repetitions(repetitions),
        )
    engine, loop = seconds["engine"], seconds["bare"]
    report.samples[f"single_stream_{name}"] = {
        "seconds_per_token_engine": rounded(engine),
        "seconds_per_token_bare": rounded(loop),
        "num_tokens": num_tokens,
    }
    report.figures |= {
        f"single_stream_vs_bare_loop_{name}": median_ratio(loop, engine),
        f"single_stream_tokens_per_second_{name}": 1 / statistics.median(engine),
        f"bare_loop_tokens_per_second_{name}": 1 / statistics.median(loop),
        f"python_overhead_us_per_token_{name}": 1e6
        * statistics.median(a - b for a, b in zip(engine, loop, strict=True)),
    }
