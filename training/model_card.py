"""Puts the accepted evaluation into the model card.

    python -m training.model_card --accept    # build/evaluation.json becomes the record
    python -m training.model_card             # the card's tables from the record

The record is `docs/evaluation.json`; the card is `docs/model_card.md`.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path
from typing import Any

BUILT = Path("build/evaluation.json")
RECORD = Path("docs/evaluation.json")
CARD = Path("docs/model_card.md")
_TABLE = re.compile(r"(<!-- evaluation:start -->\n).*?(<!-- evaluation:end -->)", re.DOTALL)
_LANGUAGES = ("en", "zh")

Row = dict[str, Any]


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    figure = f"{100 * row['accuracy']:.1f}"
    return figure if row["accuracy"] >= row["goal"] else f"**{figure}**"


def table(rows: list[Row]) -> str:
    """Returns the figures as a Markdown table; those that miss their goal are bold."""
    tasks: dict[str, dict[str, Row]] = {}
    for row in rows:
        tasks.setdefault(row["task"], {})[row["language"]] = row
    lines = ["| task | goal | English | Chinese | cases |", "|---|---:|---:|---:|---:|"]
    for task, found in tasks.items():
        goal = next(iter(found.values()))["goal"]
        cells = " | ".join(_cell(found.get(language)) for language in _LANGUAGES)
        cases = sum(row["n"] for row in found.values())
        lines.append(f"| {task} | {100 * goal:.0f} | {cells} | {cases} |")
    return "\n".join(lines) + "\n"


def filled(card: str, rows: list[Row]) -> str:
    """Returns the card with its table.

    Raises:
        ValueError: The card has no place for it.
    """
    text, count = _TABLE.subn(lambda match: match[1] + table(rows) + match[2], card)
    if count != 1:
        raise ValueError(f"{CARD} needs one pair of evaluation:start and evaluation:end comments")
    return text


def load_record() -> list[Row]:
    """Returns the accepted evaluation."""
    rows: list[Row] = json.loads(RECORD.read_text(encoding="utf-8"))
    return rows


def main() -> None:
    """Fills the card, after accepting the last evaluation if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accept", action="store_true", help=f"take {BUILT} as the record")
    if parser.parse_args().accept:
        shutil.copyfile(BUILT, RECORD)
    CARD.write_text(filled(CARD.read_text(encoding="utf-8"), load_record()), encoding="utf-8")
    print(f"{CARD}: {len(load_record())} rows")


if __name__ == "__main__":
    main()
