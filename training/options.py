"""The command line's options of a training run."""

from __future__ import annotations

import argparse
from pathlib import Path

TOKENS, QUICK_TOKENS = 170_000_000, 30_000_000
# A small model that sees little text learns the tutorials only if they come more often.
QUICK_FIXED_SHARE = 0.3
# What is learnt first needs few layers, and six compute half of what twelve do.
FIRST_LAYERS, GROW_AT = 6, 0.35


def parse_options(description: str) -> argparse.Namespace:
    """Returns the command line's options."""
    parser = argparse.ArgumentParser(description=description)
    # what and where
    parser.add_argument("--work-dir", type=Path, default=Path("build/training"))
    parser.add_argument("--quick", action="store_true", help="the smaller sibling, fewer tokens")
    parser.add_argument("--tokens", type=int, help="length of the whole run")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--begin-with", type=Path, metavar="GGUF", help="weights and tokenizer")
    parser.add_argument("--num-layers", type=int, help="with --begin-with: grow to so many")
    parser.add_argument("--seed", type=int, default=1)
    # how
    parser.add_argument("--processes", type=int, default=2, help="on a CPU")
    parser.add_argument("--tokens-per-step", type=int, default=8192)
    parser.add_argument("--muon-rate", type=float, default=0.02)
    parser.add_argument("--adam-rate", type=float, default=0.004)
    parser.add_argument("--warm-up", type=float, default=0.005, help="part of the run")
    parser.add_argument("--decay", type=float, default=0.55, help="part of the run")
    parser.add_argument(
        "--grow-at", type=float, default=GROW_AT, metavar="PART",
        help=f"of a run from nothing, with {FIRST_LAYERS} layers; 0: all layers at once",
    )  # fmt: skip
    parser.add_argument(
        "--fixed-share", type=float, metavar="PART", help="of the text, learnt by heart, 0 to 1"
    )
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--checkpoint-minutes", type=float, default=4.0)
    options = parser.parse_args()
    options.tokens = options.tokens or (QUICK_TOKENS if options.quick else TOKENS)
    if options.quick:
        options.grow_at = 0.0
        if options.fixed_share is None:
            options.fixed_share = QUICK_FIXED_SHARE
    _check(parser, options)
    return options


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    for name, part in (("fixed-share", options.fixed_share), ("grow-at", options.grow_at)):
        if not 0 <= (part or 0) <= 1:
            parser.error(f"--{name} is a part, 0 to 1, not {part}")
    if options.begin_with is not None and not options.begin_with.is_file():
        parser.error(f"--begin-with: no such file: {options.begin_with}")
    if options.begin_with is not None and (options.quick or options.resume):
        parser.error("--begin-with begins a run at the file's size: leave out --quick and --resume")
    if options.num_layers is not None and options.begin_with is None:
        parser.error("--num-layers makes the model of --begin-with deeper: give that too")
