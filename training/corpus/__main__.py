"""Prints training samples: `python -m training.corpus --n 20 --seed 1`."""

from __future__ import annotations

import argparse
from random import Random

from . import MIX, sample_with_task, text_of


def main() -> None:
    """Prints the samples, each after a line that names its task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20, help="number of samples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--task", choices=list(MIX), help="only this task")
    options = parser.parse_args()
    rng = Random(options.seed)
    for _ in range(options.n):
        if options.task:
            task, conversation = options.task, MIX[options.task][0](rng)
        else:
            task, conversation = sample_with_task(rng)
        print(f"===== {task}\n{text_of(conversation)}")


if __name__ == "__main__":
    main()
