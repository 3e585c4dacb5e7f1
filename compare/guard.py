"""Runs a suite to its end, whatever happens to its process."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Seconds after which a test counts as hung, and a process that began none.
PATIENCE = 90.0


class SuiteError(Exception):
    """A suite could not be run; the message has what pytest printed."""


@dataclass(frozen=True)
class Outcome:
    """How a test ended: passed, failed, skipped, or crashed, which is what ended the process."""

    outcome: str
    reason: str = ""


def run_suite(suite: str, *, patience: float = PATIENCE) -> dict[str, Outcome]:
    """Run one class of tests.

    Args:
        suite: pytest's name of the class, "compare/suites.py::TestGgufUnit".
        patience: seconds after which a test counts as hung.

    Returns:
        Each test's outcome, in the suite's order.

    Raises:
        SuiteError: pytest found no test, or ended before it began one.
    """
    outcomes: dict[str, Outcome] = {}
    while True:
        lines, ending, printed = _run_process(suite, list(outcomes), patience)
        names: list[str] = next((line["collected"] for line in lines if "collected" in line), [])
        num_known = len(outcomes)
        for line in lines:
            if "begun" in line:
                outcomes[line["begun"]] = Outcome("crashed", ending)
            elif "ended" in line:
                outcomes[line["ended"]] = Outcome(line["outcome"], line["reason"])
        if names and not set(names) - outcomes.keys():
            return {name: outcomes[name] for name in names}
        if len(outcomes) == num_known:
            raise SuiteError(f"{suite} {ending} before its first test:\n{printed}")


def _run_process(
    suite: str, skipped: list[str], patience: float
) -> tuple[list[dict[str, Any]], str, str]:
    """Run a process until it ends or hangs: what it recorded, how it ended, what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        record, output = Path(folder) / "record", Path(folder) / "output"
        record.touch()
        environment = {
            **os.environ,
            "COMPARE_RECORD": str(record),
            "COMPARE_SKIP": json.dumps(skipped),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            # ggml would start a debugger to say where it aborted.
            "GGML_NO_BACKTRACE": "1",
            "HF_HUB_OFFLINE": "1",
            "LANGSMITH_TRACING": "false",
        }
        command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "compare" / "pytest.ini")]
        with output.open("w") as file:
            process = subprocess.Popen(
                [*command, "--rootdir", str(ROOT), suite],
                cwd=ROOT,
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            ending = _wait(process, record, patience)
        # The last line may be cut short.
        whole = record.read_text(encoding="utf-8").rpartition("\n")[0]
        lines = [json.loads(line) for line in whole.splitlines()]
        return lines, ending, output.read_text(encoding="utf-8", errors="replace")


def _wait(process: subprocess.Popen[bytes], record: Path, patience: float) -> str:
    """Wait for a process that goes on writing; say how it ended."""
    news, size = time.monotonic(), 0
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=0.2)
            return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
        if record.stat().st_size != size:
            news, size = time.monotonic(), record.stat().st_size
        elif time.monotonic() - news > (limit := patience if size else PATIENCE):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"hung for {limit:.0f} seconds"
