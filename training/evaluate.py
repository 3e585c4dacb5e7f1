"""Measures the bundled model through the chat model, task by task, on cases never trained on.

    python -m training.evaluate --quick     # ten of each
    python -m training.evaluate             # all; writes build/evaluation.json

Every prompt of the tutorials and of LangChain's standard tests is checked too, word for word.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from .evaluation.measure import Models, Result, measure
from .evaluation.table import rows

OUTPUT = Path("build/evaluation.json")
NUM_CASES = 200
NUM_QUICK_CASES = 10
NUM_FAILURES_SHOWN = 3
# A small model gains little from a second thread, and all of a second process.
NUM_WORKERS = min(2, os.cpu_count() or 1)


@dataclass
class _Worker:
    """What a process measures with."""

    models: Models | None = None


_worker = _Worker()


def _begin(model_path: str | None) -> None:
    _worker.models = Models(model_path)


def _measure_row(job: tuple[int, int]) -> list[Result]:
    index, n = job
    if _worker.models is None:
        raise RuntimeError("the worker has no model; call _begin first")
    return measure(_worker.models, rows()[index], n)


def results(
    n: int, model_path: str | None = None, num_workers: int = NUM_WORKERS, only: str = ""
) -> Iterator[Result]:
    """Yields the result of every row, in the order of the table.

    Args:
        n: cases of each row; the rows with fixed prompts have all of theirs from 100 on.
        model_path: another GGUF file than the bundled one.
        num_workers: processes that measure; 1 measures in this one.
        only: part of the names of the tasks that are measured.
    """
    jobs = [(index, n) for index, row in enumerate(rows()) if only in row.task]
    if num_workers == 1:
        _begin(model_path)
        for job in jobs:
            yield from _measure_row(job)
        if _worker.models is not None:
            _worker.models.close()
    else:
        pool = ProcessPoolExecutor(
            num_workers, get_context("spawn"), initializer=_begin, initargs=(model_path,)
        )
        with pool:
            for found in pool.map(_measure_row, jobs):
                yield from found


def print_result(result: Result, num_failures: int) -> None:
    """Prints a row of the table and its first failures."""
    mark = " " if result.accuracy >= result.goal else "<"
    print(
        f"{result.task:56} {result.language}  n {result.n:4}"
        f"  {100 * result.accuracy:6.1f}% {mark} {100 * result.goal:5.1f}%",
        flush=True,
    )
    for failure in result.failures[:num_failures]:
        print(f"      {failure}")


def write(found: list[Result], path: Path) -> None:
    """Writes the table as JSON: a list of {task, language, n, accuracy, goal}."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = [
        {
            "task": result.task,
            "language": result.language,
            "n": result.n,
            "accuracy": result.accuracy,
            "goal": result.goal,
        }
        for result in found
    ]
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Prints the table and writes it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, default=NUM_CASES, help="cases of each row")
    parser.add_argument("--quick", action="store_true", help=f"{NUM_QUICK_CASES} of each")
    parser.add_argument("--model", help="another GGUF file than the bundled one")
    parser.add_argument("--failures", type=int, default=NUM_FAILURES_SHOWN, help="shown per row")
    parser.add_argument("--workers", type=int, default=NUM_WORKERS, help="processes")
    parser.add_argument("--only", default="", help="part of a task's name: only these rows")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the table goes")
    options = parser.parse_args()
    start = time.monotonic()
    n = NUM_QUICK_CASES if options.quick else options.n
    found = []
    for result in results(n, options.model, options.workers, options.only):
        found.append(result)
        print_result(result, options.failures)
    write(found, options.output)
    num_missed = sum(result.accuracy < result.goal for result in found)
    print(
        f"{sum(result.n for result in found)} cases in {time.monotonic() - start:.0f} s;"
        f" {num_missed} of {len(found)} rows below their goals; table in {options.output}"
    )


if __name__ == "__main__":
    main()
