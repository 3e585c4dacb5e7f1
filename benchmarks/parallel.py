"""Requests at the same time: tokens per second of all of them together, against one alone."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.engine import in_engine_thread, open_engine, random_prompt, run_parallel
from benchmarks.llama import BareModel
from benchmarks.measure import Report, interleave, median_ratio, rounded
from benchmarks.models import random_model

COUNTS = (1, 4, 8, 16)
NUM_TOKENS = 128
NUM_PROMPT_TOKENS = 8
N_CTX = 4096


def measure(report: Report) -> None:
    """Measures the engine and, as what the machine can do, llama.cpp's own batches."""
    measure_file(report, random_model("95m", "q8_0"), "", repetitions=5)
    measure_file(report, random_model("95m", "q4_k_m"), "_q4_k_m", repetitions=3)


def measure_file(report: Report, path: Path, suffix: str, *, repetitions: int) -> None:
    """Measures every number of requests in turn, prompts included, and adds the ratios to one."""
    num_tokens = NUM_TOKENS // 4 if report.quick else NUM_TOKENS
    prompts = [random_prompt(NUM_PROMPT_TOKENS, seed=index) for index in range(COUNTS[-1])]
    with (
        open_engine(path, n_ctx=N_CTX, n_parallel=COUNTS[-1]) as service,
        BareModel(path, n_ctx=N_CTX, num_sequences=COUNTS[-1]) as bare,
    ):
        actions: dict[str, Callable[[], float]] = {}
        for count in COUNTS:
            actions[f"engine_{count}"] = partial(run_parallel, service, prompts[:count], num_tokens)
            actions[f"bare_{count}"] = partial(
                in_engine_thread,
                service,
                partial(bare.generate_parallel, prompts[:count], num_tokens),
            )
        seconds = interleave(actions, report.repetitions(repetitions))
    speeds = {
        name: [int(name.split("_")[1]) * num_tokens / each for each in values]
        for name, values in seconds.items()
    }
    add_figures(report, speeds, suffix)


def add_figures(report: Report, speeds: dict[str, list[float]], suffix: str) -> None:
    """Adds ratios to one request, and the engine's share of what bare batches reach."""
    report.samples[f"parallel{suffix}"] = {
        f"tokens_per_second_{name}": rounded(values) for name, values in speeds.items()
    }
    for count in COUNTS[1:]:
        ours, theirs = speeds[f"engine_{count}"], speeds[f"bare_{count}"]
        report.figures |= {
            f"parallel_{count}_vs_1{suffix}": median_ratio(ours, speeds["engine_1"]),
            f"bare_parallel_{count}_vs_1{suffix}": median_ratio(theirs, speeds["bare_1"]),
            f"parallel_{count}_vs_bare_{count}{suffix}": median_ratio(ours, theirs),
            f"parallel_{count}_tokens_per_second{suffix}": statistics.median(ours),
        }
