"""Memory of the engine beyond that of llama.cpp's model and context, in processes of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys

from benchmarks.measure import Report
from benchmarks.models import ROOT, endless_bundled_model

NUM_SLOTS = 32
NUM_REQUESTS = 500
MIB = 2**20


def measure(report: Report) -> None:
    """Measures each kind of process several times."""
    repetitions = report.repetitions(3)
    cases = [(kind, slots) for slots in (1, NUM_SLOTS) for kind in ("bare", "engine")]
    cases += [("imports", 1), ("open", NUM_REQUESTS), ("finished", NUM_REQUESTS)]
    samples: dict[str, list[int]] = {f"{kind}_{count}": [] for kind, count in cases}
    for _ in range(repetitions):
        for kind, count in cases:
            samples[f"{kind}_{count}"].append(in_fresh_process(kind, count))
    report.samples["memory_bytes"] = samples
    report.figures |= figures({name: statistics.median(each) for name, each in samples.items()})


def figures(bytes_of: dict[str, float]) -> dict[str, float]:
    """Returns the engine's own part of the memory."""
    over_one = bytes_of["engine_1"] - bytes_of["bare_1"]
    over_many = bytes_of[f"engine_{NUM_SLOTS}"] - bytes_of[f"bare_{NUM_SLOTS}"]
    return {
        "memory_mib_over_bare": over_one / MIB,
        "memory_mib_over_bare_besides_imports": (bytes_of["engine_1"] - bytes_of["imports_1"])
        / MIB,
        "memory_bytes_per_slot": (over_many - over_one) / (NUM_SLOTS - 1),
        "memory_bytes_per_open_request": bytes_of[f"open_{NUM_REQUESTS}"] / NUM_REQUESTS,
        "memory_bytes_per_finished_request": bytes_of[f"finished_{NUM_REQUESTS}"] / NUM_REQUESTS,
    }


def in_fresh_process(kind: str, count: int) -> int:
    """Runs `benchmarks.memory_process` and returns the number of bytes that it printed."""
    command = [sys.executable, "-m", "benchmarks.memory_process", kind, str(count)]
    finished = subprocess.run(
        [*command, str(endless_bundled_model())],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(finished.stdout)
