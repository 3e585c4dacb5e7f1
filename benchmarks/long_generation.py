"""A generation of more than 4,000 tokens: does a token cost the same at its beginning and end?

llama.cpp's own attention grows with the number of tokens before it. What the engine adds must not.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.engine import in_engine_thread, open_engine, random_prompt, token_times
from benchmarks.llama import BareModel
from benchmarks.measure import Report, curve, interleave, median_curve, rounded, seconds_around
from benchmarks.models import endless_bundled_model

EARLY, LATE = 100, 4000
WINDOW = 150
N_CTX = 4352
NUM_TOKENS = LATE + WINDOW
PROMPT = random_prompt(32, seed=1)


def measure(report: Report) -> None:
    """Measures the bundled model, where the Python code is the largest part of a token."""
    path = endless_bundled_model()

    def loop() -> list[float]:
        return in_engine_thread(service, lambda: bare.generate(PROMPT, NUM_TOKENS))

    with BareModel(path, n_ctx=N_CTX) as bare, open_engine(path, n_ctx=N_CTX) as service:
        times = interleave(
            {
                "engine": lambda: token_times(service, PROMPT, NUM_TOKENS),
                "bare": lambda: in_engine_thread(
                    service, lambda: bare.generate(PROMPT, NUM_TOKENS)
                ),
            },
            report.repetitions(7),
        )
    early, late = around(times, EARLY), around(times, LATE)
    report.samples["long_generation"] = {
        f"seconds_per_token_{name}_{token}": rounded(values[name])
        for token, values in ((EARLY, early), (LATE, late))
        for name in values
    } | {
        f"milliseconds_by_token_{name}": median_curve([curve(each, WINDOW) for each in runs])
        for name, runs in times.items()
    }
    report.figures |= growth(early, late)


def around(times: dict[str, list[list[float]]], token: int) -> dict[str, list[float]]:
    """Returns the seconds per token around one, of every run."""
    return {
        name: [seconds_around(each, token, WINDOW) for each in runs] for name, runs in times.items()
    }


def growth(
    early: Mapping[str, Sequence[float]], late: Mapping[str, Sequence[float]]
) -> dict[str, float]:
    """Returns how much longer a late token takes: relative to llama.cpp's share of it, and raw."""
    rounds = list(zip(early["engine"], early["bare"], late["engine"], late["bare"], strict=True))
    return {
        "per_token_time_4000_vs_100": statistics.median(
            (engine_late / bare_late) / (engine_early / bare_early)
            for engine_early, bare_early, engine_late, bare_late in rounds
        ),
        "per_token_time_4000_vs_100_raw": statistics.median(
            engine_late / engine_early for engine_early, _, engine_late, _ in rounds
        ),
        "per_token_time_4000_vs_100_bare_loop": statistics.median(
            bare_late / bare_early for _, bare_early, _, bare_late in rounds
        ),
        "python_overhead_us_per_token_at_100": 1e6
        * statistics.median(engine - bare for engine, bare, *_ in rounds),
        "python_overhead_us_per_token_at_4000": 1e6
        * statistics.median(engine - bare for *_, engine, bare in rounds),
    }
