"""Which figures have a goal, and the record that the site shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "build" / "bench.json"
DETAILS = ROOT / "build" / "bench_details.json"
RECORD = ROOT / "benchmarks" / "record.json"


class RecordError(Exception):
    """The results cannot be recorded; the message says what is missing."""


@dataclass(frozen=True)
class Goal:
    """A bound that a figure should keep."""

    bound: float
    at_least: bool

    def is_met(self, value: float) -> bool:
        """Says whether a value keeps the bound."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def at_least(bound: float) -> Goal:
    """Returns a lower bound."""
    return Goal(bound, at_least=True)


def at_most(bound: float) -> Goal:
    """Returns an upper bound."""
    return Goal(bound, at_least=False)


# In the order of the table on the site; page_texts says what each figure means.
GOALS = {
    "single_stream_vs_bare_loop_95m": at_least(0.97),
    "single_stream_vs_bare_loop_bundled": at_least(0.60),
    "python_overhead_us_per_token_bundled": at_most(100),
    "per_token_time_4000_vs_100": at_most(1.1),
    "stream_speedup_over_llama_100": at_least(1),
    "stream_speedup_over_llama_500": at_least(1),
    "stream_speedup_over_llama_1000": at_least(1),
    "stream_speedup_over_llama_2000": at_least(2),
    "parallel_8_vs_1": at_least(2.2),
    "parallel_16_vs_1": at_least(3.0),
    "turn10_ttft_speedup": at_least(5),
    "eight_chats_ttft_speedup": at_least(5),
    "constrained_vs_free_time": at_most(1.05),
    "constrained_vs_free_time_bundled": at_most(1.05),
    "constrained_vs_free_time_forced": at_most(1.0),
    "mask_ms_128k": at_most(0.2),
    "percent_changed_own_caches_greedy": at_most(0),
    "percent_changed_own_caches_seeded": at_most(0),
}


def write_json(path: Path, content: Any) -> None:
    """Writes a JSON file whose lines can be compared."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def accept(figures_path: Path = FIGURES, details_path: Path = DETAILS, to: Path = RECORD) -> None:
    """Makes the results of the last run those that the site shows.

    Raises:
        RecordError: There are none, or they are not of a whole run.
    """
    if not (figures_path.exists() and details_path.exists()):
        raise RecordError("nothing was measured; run `make bench` first")
    figures = json.loads(figures_path.read_text(encoding="utf-8"))
    details = json.loads(details_path.read_text(encoding="utf-8"))
    missing = sorted(GOALS.keys() - figures.keys())
    if missing:
        raise RecordError(f"these were not measured: {', '.join(missing)}; run all subjects")
    samples = {name: plotted for name, plotted in details["samples"].items() if name in PLOTTED}
    record = {"figures": figures, "run": details["run"], "samples": samples}
    write_json(to, record)


# Subjects whose samples the plots are made from.
PLOTTED = ("long_generation", "streaming", "parallel", "chats_turn10")


def load_record(path: Path = RECORD) -> dict[str, Any]:
    """Returns what was recorded last: `figures`, `run` (machine, versions) and `samples`."""
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record
