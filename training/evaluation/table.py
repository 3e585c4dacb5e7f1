"""The rows of the evaluation, in the order of the table, and their goals."""

from __future__ import annotations

from dataclasses import replace

from . import (
    contexts,
    extraction,
    fixed_prompts,
    handwritten_tools,
    long_prompts,
    meaningful_tools,
    no_call,
    objects,
    out_of_domain,
    recalled,
    several_calls,
    sums,
    thoughts,
    tool_results,
    translations,
    unseen_tools,
)
from .case import Row, rows_of

EXTRACTION = "extraction to an unseen schema"
OBJECTS = "answer and joke as objects"
# Asked without grammars, too: the grammar must not lower a figure.
COMPARED = (
    "unseen tool, 2 offered",
    "tool chosen by meaning",
    "two or three parallel calls",
    EXTRACTION,
    OBJECTS,
)


def rows() -> list[Row]:
    """Returns every row that is asked."""
    asked = [
        *translations.rows(),
        *unseen_tools.rows(),
        *meaningful_tools.rows(),
        *several_calls.rows(),
        *no_call.rows(),
        *tool_results.rows(),
        *rows_of(EXTRACTION, 0.97, extraction.make),
        *rows_of(OBJECTS, 0.98, objects.make),
        *sums.rows(),
        *contexts.rows(),
        *recalled.rows(),
        *long_prompts.rows(),
        *fixed_prompts.rows(),
        *out_of_domain.rows(),
        *handwritten_tools.rows(),
        *thoughts.rows(),
    ]
    return [replace(row, is_compared=True) if row.task in COMPARED else row for row in asked]
