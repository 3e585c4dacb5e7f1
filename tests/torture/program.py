"""Runs a module as a program, so that a crash or a hang is a failed test and not the end of pytest.

The program gets its settings as JSON and prints a report as JSON; nothing else connects the two.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Report = dict[str, Any]


def run_program(module: str, *, limit: float, **settings: Any) -> Report:
    """Run `tests.torture.<module>` for at most `limit` seconds and return its report."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-X", "faulthandler", "-W", "ignore::DeprecationWarning"),
            *("-m", f"tests.torture.{module}", json.dumps({**settings, "limit": limit})),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        # The program's own watchdog comes first and says where every thread is.
        output, errors = process.communicate(timeout=limit + 10)
    except subprocess.TimeoutExpired as hang:
        kill_group(process)
        seen = hang.stderr or b""  # Bytes even in text mode.
        text = seen.decode(errors="replace") if isinstance(seen, bytes) else seen
        raise AssertionError(f"{module} hung for {limit} s:\n{text}") from None
    if process.returncode != 0:
        kill_group(process)
        raise AssertionError(f"{module} ended with {process.returncode}:\n{output}\n{errors}")
    print(output.strip())
    report: Report = json.loads(output.splitlines()[-1])
    return report


def kill_group(process: subprocess.Popen[str]) -> None:
    """End a program and the children it forked."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


class Surprises:
    """What must not happen, from any thread; safe to add to from all of them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._lock = threading.Lock()

    def add(self, where: str, error: BaseException | str) -> None:
        text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        with self._lock:
            self.found.append(f"{where}: {text}"[:2000])

    @contextlib.contextmanager
    def watching(self, *, expected: tuple[type[BaseException], ...] = ()) -> Iterator[None]:
        """Also note what threads and destructors raise, which Python only prints.

        Args:
            expected: what destructors may raise.
        """
        hooks = sys.unraisablehook, threading.excepthook

        def note_unraisable(item: Any) -> None:
            if not issubclass(item.exc_type, expected):
                self.add(f"unraisable in {item.object!r}", item.exc_value or str(item.exc_type))

        sys.unraisablehook = note_unraisable
        threading.excepthook = lambda item: self.add(
            f"thread {item.thread}", item.exc_value or str(item.exc_type)
        )
        try:
            yield
            gc.collect()
        finally:
            sys.unraisablehook, threading.excepthook = hooks


def run_main(main: Callable[..., Report]) -> None:
    """Carry out a program: settings from the command line, the report to stdout."""
    settings = json.loads(sys.argv[1])
    faulthandler.dump_traceback_later(settings.pop("limit"), exit=True)
    report = main(**settings)
    faulthandler.cancel_dump_traceback_later()
    print(json.dumps(report), flush=True)
