"""Puts the facts of the model file and the accepted evaluation into the model card.

    python -m training.model_card --accept    # build/evaluation.json becomes the record
    python -m training.model_card             # the card's tables from the file and the record

The record is `docs/evaluation.json`; the card is `docs/model_card.md`, in Chinese below `docs/zh`.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf

from .card_texts import TEXTS, task_name

BUILT = Path("build/evaluation.json")
RECORD = Path("docs/evaluation.json")
CARDS = {"en": Path("docs/model_card.md"), "zh": Path("docs/zh/model_card.md")}
MODEL = Path("src/langchain_gguf/models/langchain-gguf-tiny.gguf")

Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What a model file says about itself; sizes are numbers of weights, bytes and tokens."""

    num_weights: int
    num_bytes: int
    kind: str
    architecture: str
    layers: int
    channels: int
    heads: int
    vocabulary: int
    context: int
    languages: tuple[str, ...]
    temperature: float
    licence: str

    @classmethod
    def of(cls, path: Path) -> Facts:
        """Reads them from a GGUF file."""
        reader = gguf.GGUFReader(path)
        pairs = {name: field.contents() for name, field in reader.fields.items()}
        architecture = pairs["general.architecture"]
        return cls(
            num_weights=sum(int(tensor.n_elements) for tensor in reader.tensors),
            num_bytes=path.stat().st_size,
            kind=gguf.LlamaFileType(pairs["general.file_type"]).name.removeprefix("MOSTLY_"),
            architecture=architecture,
            layers=pairs[f"{architecture}.block_count"],
            channels=pairs[f"{architecture}.embedding_length"],
            heads=pairs[f"{architecture}.attention.head_count"],
            vocabulary=len(pairs["tokenizer.ggml.tokens"]),
            context=pairs[f"{architecture}.context_length"],
            languages=tuple(pairs["general.languages"]),
            temperature=pairs["general.sampling.temp"],
            licence=pairs["general.license"],
        )


def facts_table(facts: Facts, language: str) -> str:
    """Returns what a model file says about itself as a Markdown table."""
    texts = TEXTS[language]
    heading, value, *names = texts.facts
    # In steps of a tenth of a million, in both languages.
    weights = round(facts.num_weights, -5) / texts.weights_in
    values = (
        texts.size.format(weights=weights, kind=facts.kind, megabytes=facts.num_bytes / 1e6),
        texts.architecture.format(
            architecture=facts.architecture,
            layers=facts.layers,
            channels=facts.channels,
            heads=facts.heads,
        ),
        texts.tokens.format(facts.vocabulary),
        texts.tokens.format(facts.context),
        texts.comma.join(texts.languages[code] for code in facts.languages),
        f"{facts.temperature:g}",
        facts.licence,
    )
    lines = [f"| {name} | {text} |" for name, text in zip(names, values, strict=True)]
    return "\n".join((f"| {heading} | {value} |", "|---|---|", *lines))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _figure(row: Row | None) -> str:
    if row is None:
        return ""
    figure = _percent(row["accuracy"])
    return figure if row["accuracy"] >= row["goal"] else f"**{figure}**"


def _goal(rows: list[Row]) -> str:
    """The goal of a task, or both where its languages have goals of their own."""
    goals = dict.fromkeys(_percent(row["goal"]).removesuffix(".0") for row in rows)
    return " / ".join(goals)


def evaluation_table(rows: list[Row], language: str) -> str:
    """Returns the figures as a Markdown table; those that miss their goal are bold.

    Raises:
        ValueError: A task has no name in this language.
    """
    texts = TEXTS[language]
    if not rows:
        return texts.not_measured
    tasks: dict[str, dict[str, Row]] = {}
    for row in rows:
        tasks.setdefault(row["task"], {})[row["language"]] = row
    lines = [f"| {' | '.join(texts.tasks)} |", "|---|---:|---:|---:|---:|"]
    for task, found in tasks.items():
        cells = (
            task_name(task, language),
            _goal(list(found.values())),
            *(_figure(found.get(asked)) for asked in CARDS),
            str(sum(row["n"] for row in found.values())),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def filled(card: str, facts: Facts, rows: list[Row], language: str) -> str:
    """Returns the card with its tables.

    Raises:
        ValueError: The card has no place for one of them, or a task has no name.
    """
    tables = {"model": facts_table(facts, language), "evaluation": evaluation_table(rows, language)}
    for name, table in tables.items():
        place = re.compile(rf"(<!-- {name}:start -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        card, count = place.subn(lambda at, table=table: f"{at[1]}\n{table}\n\n{at[2]}", card)
        if count != 1:
            raise ValueError(f"the {language} card needs one pair of {name}:start and {name}:end")
    return card


def load_record() -> list[Row]:
    """Returns the accepted evaluation; empty if there is none yet."""
    if not RECORD.is_file():
        return []
    rows: list[Row] = json.loads(RECORD.read_text(encoding="utf-8"))
    return rows


def main() -> None:
    """Fills the cards, after accepting the last evaluation if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accept", action="store_true", help=f"take {BUILT} as the record")
    if parser.parse_args().accept:
        shutil.copyfile(BUILT, RECORD)
    facts, rows = Facts.of(MODEL), load_record()
    for language, path in CARDS.items():
        text = filled(path.read_text(encoding="utf-8"), facts, rows, language)
        path.write_text(text, encoding="utf-8")
        print(f"{path}: {len(rows)} rows")


if __name__ == "__main__":
    main()
