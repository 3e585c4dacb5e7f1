"""Repetitions in turn, the arithmetic of ratios, and where the results go."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Measured = TypeVar("Measured")
# Threads of OpenMP go on spinning for a while after their last work.
SECONDS_OF_REST = 0.02


class BenchmarkError(Exception):
    """A measurement did not do what it should have; its seconds would mean nothing."""


@dataclass
class Report:
    """The figures of a run and the samples that they come from.

    Attributes:
        quick: fewer repetitions and shorter generations, to see that everything works.
        figures: name to number; the names are those of `benchmarks.figures`.
        samples: what was measured, by subject; curves for the plots are in here as well.
    """

    quick: bool = False
    figures: dict[str, float] = field(default_factory=dict)
    samples: dict[str, Any] = field(default_factory=dict)

    def repetitions(self, usual: int) -> int:
        """Returns how often to measure; two are the least that can alternate."""
        return 2 if self.quick else usual


def interleave(
    actions: Mapping[str, Callable[[], Measured]], repetitions: int
) -> dict[str, list[Measured]]:
    """Carries out actions in turn (A B A B ...) after one round that does not count.

    What slows the machine down for a while then meets all of them, and their ratios stay.
    """
    measured: dict[str, list[Measured]] = {name: [] for name in actions}
    for repetition in range(repetitions + 1):
        for name, action in actions.items():
            gc.collect()
            time.sleep(SECONDS_OF_REST)
            result = action()
            if repetition > 0:
                measured[name].append(result)
    return measured


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """Returns the median of the ratios of samples that were measured one after the other."""
    return statistics.median(a / b for a, b in zip(numerators, denominators, strict=True))


def seconds_per_token(times: Sequence[float]) -> float:
    """Returns the mean time between tokens, given when each of them was there."""
    return (times[-1] - times[0]) / (len(times) - 1)


def seconds_around(times: Sequence[float], token: int, width: int) -> float:
    """Returns the mean time per token in the `width` tokens around one, counted from 1.

    Raises:
        BenchmarkError: The window reaches beyond what was generated.
    """
    first = token - 1 - width // 2
    last = first + width
    if first < 0 or last >= len(times):
        raise BenchmarkError(f"no {width} tokens around token {token} of {len(times)}")
    return (times[last] - times[first]) / width


def curve(times: Sequence[float], width: int) -> list[tuple[int, float]]:
    """Returns (token, milliseconds per token) for each full window of `width` tokens."""
    starts = range(0, len(times) - width, width)
    return [
        (start + width // 2, round(1e3 * (times[start + width] - times[start]) / width, 5))
        for start in starts
    ]


def median_curve(curves: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """Returns the median of several curves over the same tokens, point by point."""
    return [
        (points[0][0], statistics.median(value for _, value in points))
        for points in zip(*curves, strict=True)
    ]


def rounded(values: Sequence[float]) -> list[float]:
    """Returns samples with the digits that mean something."""
    return [float(f"{value:.6g}") for value in values]
