"""Runs the benchmarks; see the package's docstring for the commands."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks import figures, machine
from benchmarks.measure import Report

# In this order; each module has a `measure`.
SUBJECTS = (
    "single_stream",
    "long_generation",
    "streaming",
    "parallel",
    "chats",
    "constrained",
    "mask",
    "company",
    "memory",
)


def run(subjects: list[str], *, quick: bool, figures_path: Path, details_path: Path) -> Report:
    """Measures subjects one after the other; results are written after each."""
    report = Report(quick=quick)
    details = {"run": machine.describe(quick=quick), "samples": report.samples}
    started = time.monotonic()
    for number, subject in enumerate(subjects, 1):
        print(f"== {subject} ({number}/{len(subjects)})", flush=True)
        before = time.monotonic()
        known = set(report.figures)
        import_module(f"benchmarks.{subject}").measure(report)
        for name in report.figures.keys() - known:
            report.figures[name] = float(f"{report.figures[name]:.5g}")
        for name, value in report.figures.items():
            if name not in known:
                print(line(name, value))
        print(f"   {time.monotonic() - before:.0f} s", flush=True)
        figures.write_json(figures_path, report.figures)
        figures.write_json(details_path, details)
    print(f"== {len(report.figures)} figures in {time.monotonic() - started:.0f} s")
    print(f"   {figures_path} and {details_path}")
    return report


def line(name: str, value: float) -> str:
    """Returns a figure with its goal and whether it is met."""
    text = f"   {name:48} {value:12.5g}"
    if name not in figures.GOALS:
        return text
    goal = figures.GOALS[name]
    return f"{text}  {goal} {'ok' if goal.is_met(value) else 'MISSED'}"


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--quick", action="store_true", help="two repetitions, to see it works")
    parser.add_argument("--accept", action="store_true", help="show the last results on the site")
    options = parser.parse_args()
    unknown = [name for name in options.subjects if name not in SUBJECTS]
    if unknown:
        parser.error(f"no such subject: {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    if options.accept:
        try:
            figures.accept()
        except figures.RecordError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        print(f"== {figures.RECORD} holds the last results; commit it")
        return 0
    # Nothing is to be looked up or reported elsewhere while the clock runs.
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    run(
        options.subjects or list(SUBJECTS),
        quick=options.quick,
        figures_path=figures.FIGURES,
        details_path=figures.DETAILS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
