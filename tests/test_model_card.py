"""The model card: its facts are those of the model file, its figures those of the record."""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from langchain_gguf.gguf_header import read_header, read_tensors
from scripts import twins
from training import model_card
from training.card_texts import task_name
from training.evaluation.measure import CONSTRAINED, NO_GRAMMAR
from training.evaluation.table import rows
from training.model_card import CARDS, MODEL, Facts, evaluation_table, filled, load_record

ROOT = Path(__file__).parent.parent
TASK = "tool chosen by meaning"
RECORD = [
    {"task": "arithmetic", "language": "en", "n": 200, "accuracy": 0.995, "goal": 0.99},
    {"task": "arithmetic", "language": "zh", "n": 200, "accuracy": 0.9, "goal": 0.99},
    {"task": TASK, "language": "en", "n": 7, "accuracy": 1.0, "goal": 0.96},
    {"task": TASK + NO_GRAMMAR, "language": "en", "n": 7, "accuracy": 0.0, "goal": 0.96},
    {"task": CONSTRAINED + TASK, "language": "en", "n": 7, "accuracy": 0.3, "goal": 0.251},
    {"task": CONSTRAINED + TASK, "language": "zh", "n": 8, "accuracy": 0.3, "goal": 0.5},
]
EMPTY_CARD = """# Card

By hand.

<!-- model:start -->
<!-- model:end -->

<!-- evaluation:start -->
<!-- evaluation:end -->
"""


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script is run in the root of the checkout."""
    monkeypatch.chdir(ROOT)


def text_of(language: str) -> str:
    return CARDS[language].read_text(encoding="utf-8")


# The cards as they are


@pytest.mark.parametrize("language", CARDS)
def test_tables_of_the_card_are_those_of_the_model_file_and_the_record(language: str) -> None:
    card = text_of(language)
    assert filled(card, Facts.of(MODEL), load_record(), language) == card, (
        "run python -m training.model_card"
    )


@pytest.mark.parametrize(("language", "unit"), [("en", 1e6), ("zh", 1e4)])
def test_facts_in_the_card_are_those_of_the_model_file(language: str, unit: float) -> None:
    header, tensors = read_header(MODEL), read_tensors(MODEL)
    num_weights = sum(math.prod(tensor.shape) for tensor in tensors)
    _, size, architecture, vocabulary, context, _, temperature, licence = re.findall(
        r"^\| [^|]+ \| ([^|]+) \|$", text_of(language).partition("model:end")[0], re.MULTILINE
    )

    weights, megabytes = re.findall(r"[\d.]+(?= million| 万| MB)", size)
    assert float(weights) * unit == pytest.approx(num_weights, abs=5e4)
    assert float(megabytes) == pytest.approx(MODEL.stat().st_size / 1e6, abs=0.05)
    assert "Q8_0" in size
    assert f"`{header['general.architecture']}`" in architecture
    sizes = ("block_count", "embedding_length", "attention.head_count")
    assert [int(number) for number in re.findall(r"\b\d+", architecture)] == [
        header[f"qwen3.{name}"] for name in sizes
    ]
    assert f"{header['qwen3.vocab_size']:,}" in vocabulary
    assert f"{header['qwen3.context_length']:,}" in context
    assert float(temperature) == header["general.sampling.temp"]
    assert licence == header["general.license"]


def test_every_task_of_the_evaluation_has_a_chinese_name_of_its_own() -> None:
    tasks = {row.task for row in rows()}
    names = {task_name(task, "zh") for task in tasks}
    assert len(names) == len(tasks)
    assert all(re.search(r"[\u4e00-\u9fff]", name) for name in names)


# The tables


def test_table_has_a_line_for_each_task_and_bold_figures_below_the_goal() -> None:
    assert evaluation_table(RECORD, "en").splitlines()[2:] == [
        "| arithmetic | 99 | 99.5 | **90.0** | 400 |",
        "| tool chosen by meaning | 96 | 100.0 |  | 7 |",
        "| tool chosen by meaning, no grammar | 96 | **0.0** |  | 7 |",
        "| constrained decoding: tool chosen by meaning | 25.1 / 50 | 30.0 | **30.0** | 15 |",
    ]


def test_chinese_table_has_the_figures_of_the_english_one_under_chinese_names() -> None:
    english, chinese = (evaluation_table(RECORD, language).splitlines() for language in CARDS)
    assert [line.split("|")[2:] for line in chinese[1:]] == [
        line.split("|")[2:] for line in english[1:]
    ]
    assert [line.split("|")[1].strip() for line in chinese] == [
        "任务",
        "---",
        "算术",
        "按意思选择工具",
        "按意思选择工具，不加约束",
        "约束解码：按意思选择工具",
    ]


@pytest.mark.parametrize(
    "task", ["juggling", f"juggling{NO_GRAMMAR}", f"{CONSTRAINED}juggling", ""]
)
def test_a_task_without_a_chinese_name_is_refused(task: str) -> None:
    record = [{**RECORD[0], "task": task}]
    assert task in evaluation_table(record, "en")
    with pytest.raises(ValueError, match=r"training/card_texts\.py has no task '(juggling)?'"):
        evaluation_table(record, "zh")


# Filling


def test_filling_again_changes_nothing_and_keeps_what_is_written_by_hand() -> None:
    facts = Facts.of(MODEL)
    once = filled(EMPTY_CARD, facts, RECORD, "en")
    assert once.startswith("# Card\n\nBy hand.\n\n<!-- model:start -->\n\n| Property | Value |\n")
    assert filled(once, facts, RECORD, "en") == once
    assert "90.0" not in filled(once, facts, [], "en")


@pytest.mark.parametrize("place", ["model", "evaluation"])
def test_a_card_without_a_place_for_a_table_is_refused(place: str) -> None:
    card = EMPTY_CARD.replace(f"<!-- {place}:end -->", "")
    with pytest.raises(ValueError, match=f"one pair of {place}:start and {place}:end"):
        filled(card, Facts.of(MODEL), RECORD, "en")


@pytest.mark.parametrize(("options", "figures"), [([], False), (["--accept"], True)])
def test_accepted_figures_come_into_the_cards_of_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], figures: bool
) -> None:
    (tmp_path / MODEL).parent.mkdir(parents=True)
    (tmp_path / MODEL).symlink_to(ROOT / MODEL)
    written: dict[Path, Any] = dict.fromkeys(CARDS.values(), EMPTY_CARD)
    written[model_card.BUILT] = json.dumps(RECORD)
    for path, text in written.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["model_card", *options])
    model_card.main()
    assert load_record() == (RECORD if figures else [])
    for language in CARDS:
        assert ("**90.0**" in text_of(language)) is figures
        assert "Q8_0" in text_of(language)


def test_new_figures_do_not_make_the_translation_stale() -> None:
    facts = Facts.of(MODEL)
    english, chinese = (filled(text_of(name), facts, RECORD, name) for name in CARDS)
    assert twins.problems("model_card.md", english, chinese) == []
    (found,) = twins.problems("model_card.md", english.replace("thousand", "million"), chinese)
    assert "changed or new: The bundled model" in found
