"""Runs a verbose `pip install` and shows what a person wants to see of a compile.

    python scripts/progress.py --log FILE -- python -m pip install -v ...

Of the compiler's output only the [n/m] counter is shown, with the time since the
first step: one line that updates itself on a terminal, a line for each tenth of the
way elsewhere. The whole output goes to FILE; if the command fails, its end is printed.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

STEP = re.compile(r"^\s*\[(\d+)/(\d+)\] ")
SHOWN = re.compile(r"^\s*(Using cached|Downloading|Building wheel for|Successfully) .*")
NUM_LAST_LINES = 40


def visible_text(lines: Iterable[str], is_terminal: bool) -> Iterator[str]:
    """Yields the text to print for the output lines of one run."""
    started = time.monotonic()
    tenths_shown = -1
    line_is_open = False
    for line in lines:
        if step := STEP.match(line):
            if tenths_shown < 0:
                started = time.monotonic()
            done, total = int(step[1]), int(step[2])
            seconds = int(time.monotonic() - started)
            text = f"   compiling llama.cpp: {done}/{total} ({100 * done // total}%), {seconds} s"
            if is_terminal:
                yield f"\r{text}"
                line_is_open = True
            elif 10 * done // total > tenths_shown:
                yield f"{text}\n"
            tenths_shown = max(10 * done // total, tenths_shown)
        elif SHOWN.match(line):
            if line_is_open:
                yield "\n"
                line_is_open = False
            yield f"   {line.strip()}\n"


def main() -> int:
    """Runs the command and returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    seen: list[str] = []

    def logged(lines: Iterable[str]) -> Iterator[str]:
        with arguments.log.open("w", encoding="utf-8") as log:
            for line in lines:
                log.write(line)
                seen.append(line)
                yield line

    with subprocess.Popen(
        arguments.command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for text in visible_text(logged(process.stdout), sys.stdout.isatty()):
            print(text, end="", flush=True)
    if process.returncode:
        print("".join(seen[-NUM_LAST_LINES:]), file=sys.stderr)
        print(f"failed; the whole output is in {arguments.log}", file=sys.stderr)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
