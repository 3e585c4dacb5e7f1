"""How a run gets on: a bar or lines for who watches, a table for later."""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

COLUMNS = ("tokens", "loss", "rate")


class Progress:
    """A bar on a terminal; a line every 25 steps elsewhere."""

    def __init__(self, total: int, done: int, silent: bool) -> None:
        self._bar, self._silent = None, silent
        self._done, self._total = done, total
        self._first, self._start = done, time.monotonic()
        if not silent and sys.stderr.isatty():
            import tqdm

            self._bar = tqdm.tqdm(total=total, initial=done, unit="tok", unit_scale=True)

    def update(self, step: int, seen: int, loss: float, rate: float) -> None:
        """Counts the tokens of a step."""
        self._done += seen
        if self._bar is not None:
            self._bar.update(seen)
            self._bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
        elif not self._silent and step % 25 == 0:
            seconds = time.monotonic() - self._start
            speed = (self._done - self._first) / seconds
            left = (self._total - self._done) / speed / 60
            done = (
                f"step {step:5d}  {self._done / 1e6:7.3f}M tokens  loss {loss:.4f}  rate {rate:.2f}"
            )
            print(
                f"{done}  {speed:5.0f} tok/s  {seconds / 60:5.1f} min, {left:5.1f} left", flush=True
            )

    def close(self) -> None:
        """Ends the bar."""
        if self._bar is not None:
            self._bar.close()


def read_log(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a run's table, none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class LossLog:
    """The loss and the learning rate over the tokens seen, as a CSV file.

    Args:
        path: The file; None writes nothing.
        tokens: How far the run is. Rows beyond it are of a run that was stopped after its last
            checkpoint, and go.
    """

    def __init__(self, path: Path | None, tokens: int) -> None:
        self._path = path
        if path is None:
            return
        kept = [row for row in read_log(path) if int(row["tokens"]) <= tokens]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)

    def write(self, tokens: int, loss: float, rate: float) -> None:
        """Adds a row."""
        if self._path is not None:
            with self._path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(
                    (tokens, f"{loss:.4f}", f"{rate:.3f}")
                )
