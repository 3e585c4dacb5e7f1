"""The comparison: its guard against classes that end the process, its record, and the page."""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from compare import guard, page, record
from compare.guard import Outcome, SuiteError, run_suite
from compare.recorder import MAX_REASON

ROOT = guard.ROOT
SUITES = {"unit": ChatModelUnitTests, "integration": ChatModelIntegrationTests}

SUITE = """
import os, threading
import pytest

class TestSuite:
    def test_passes(self): pass
    def test_aborts(self): os.abort()
    @pytest.mark.parametrize("word", ["one", "two"])
    def test_words(self, word): assert word == "one"
    def test_is_skipped(self): pytest.skip("no cat")
    def test_hangs(self): threading.Event().wait()
    def test_exits(self): os._exit(0)
    @pytest.fixture
    def broken(self):
        yield
        raise OSError("at the end")
    def test_breaks_afterwards(self, broken): pass
    def test_says_much(self): raise ValueError("word " * 200)
"""


def test_every_test_gets_its_outcome_whatever_others_do_to_the_process(tmp_path: Path) -> None:
    file = tmp_path / "suite.py"
    file.write_text(SUITE)
    outcomes = run_suite(f"{file}::TestSuite", patience=4.0)
    assert list(outcomes) == [*re.findall(r"def (test_\w+)\(self\)", SUITE)[:2],
        "test_words[one]", "test_words[two]", "test_is_skipped", "test_hangs", "test_exits",
        "test_breaks_afterwards", "test_says_much"]  # fmt: skip
    long_reason = outcomes.pop("test_says_much")
    assert long_reason.outcome == "failed"
    assert len(long_reason.reason) <= MAX_REASON
    assert outcomes == {
        "test_passes": Outcome("passed"),
        "test_aborts": Outcome("crashed", "ended by SIGABRT"),
        "test_words[one]": Outcome("passed"),
        "test_words[two]": Outcome("failed", "AssertionError: assert 'two' == 'one' - one + two"),
        "test_is_skipped": Outcome("skipped", "no cat"),
        "test_hangs": Outcome("crashed", "hung for 4 seconds"),
        "test_exits": Outcome("crashed", "exited with 0"),
        "test_breaks_afterwards": Outcome("failed", "OSError: at the end"),
    }


@pytest.mark.parametrize("text", ["import nothing_of_this_name", "import os; os.abort()", ""])
def test_a_suite_without_a_test_is_an_error_that_shows_why(tmp_path: Path, text: str) -> None:
    file = tmp_path / "suite.py"
    file.write_text(text)
    with pytest.raises(SuiteError, match=r"suite\.py::TestSuite") as caught:
        run_suite(f"{file}::TestSuite")
    if "nothing" in text:
        assert "No module named 'nothing_of_this_name'" in str(caught.value)


def test_names_of_the_suites_are_those_of_the_record() -> None:
    text = (ROOT / "compare" / "suites.py").read_text(encoding="utf-8")
    named = [suite for _, suites in record.CLASSES.values() for suite in suites.values()]
    assert re.findall(r"^class (Test\w+)\(", text, re.MULTILINE) == named


@pytest.mark.parametrize("part", SUITES)
def test_the_record_has_every_test_of_the_suite_that_is_installed(part: str) -> None:
    suite = SUITES[part]
    tests = {name for name, _ in inspect.getmembers(suite) if name.startswith("test_")}
    recorded = {name.partition("[")[0] for name in record.load()["tests"][part]}
    assert recorded == tests - {record.NOT_COUNTED}


def test_the_record_says_why_what_did_not_pass() -> None:
    for tests in record.load()["tests"].values():
        for found in tests.values():
            assert set(found) <= set(record.CLASSES)
            for outcome, *reason in found.values():
                assert outcome in page.KINDS
                assert bool(reason) is (outcome != "passed")


def test_the_record_is_of_the_versions_that_are_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    run = record.load()["run"]
    for name in ("langchain-core", "langchain-tests", "llama-cpp-python"):
        assert f"\n{name}=={run[name]} " in lock, f"run `make compare`: {name} has changed"
    wanted = (ROOT / "compare" / "requirements.txt").read_text(encoding="utf-8")
    for name in ("langchain-community", "langchain-ollama"):
        assert f"\n{name}=={run[name]}\n" in wanted


def test_this_class_fails_none() -> None:
    for tests in record.load()["tests"].values():
        assert {found["langchain-gguf"][0] for found in tests.values()} == {"passed", "skipped"}


def test_a_record_is_saved_as_it_is(tmp_path: Path) -> None:
    saved = record.load()
    file = tmp_path / "compare.json"
    record.save(saved, file)
    assert record.load(file) == saved
    assert file.read_text() == record.RECORD.read_text(encoding="utf-8")
    num_tests = sum(len(tests) for tests in saved["tests"].values())
    assert len([line for line in file.read_text().splitlines() if '"test_' in line]) == num_tests


MADE_UP: dict[str, Any] = {
    "run": {"date": "2026-01-02", "langchain-core": "1.2.3"},
    "tests": {
        "unit": {
            "test_a": {"langchain-gguf": ["passed"], "langchain-ollama": ["skipped", "no cat"]},
            "test_b[x]": {
                "langchain-gguf": ["failed", "it said `no`"],
                "langchain-ollama": ["passed"],
            },
        },
        "integration": {"test_c": {"langchain-gguf": ["crashed", "ended by SIGABRT"]}},
    },
}


def test_the_page_shows_each_outcome_and_each_reason() -> None:
    marks = [f"<!-- {mark} -->" for mark in ("totals", "unit", "integration", "reasons", "run")]
    totals, unit, integration, reasons, run = (page.fill(mark, MADE_UP) for mark in marks)
    assert "| langchain-gguf: `ChatLlamaCpp` | unit | 1 | 1 | 0 | 0 |" in totals
    assert "| langchain-ollama: `ChatOllama` | unit | 1 | 0 | 0 | 1 |" in totals
    assert "langchain-community" not in totals
    assert unit.splitlines()[0] == "| Test | langchain-gguf | langchain-ollama |"
    assert "| `test_a` | passed | skipped |" in unit
    assert "| `test_b[x]` | **failed** | passed |" in unit
    assert "| `test_c` | **crashed** |" in integration
    assert "- failed: `` it said `no` ``: `test_b[x]`" in reasons
    assert "- crashed: `ended by SIGABRT`: `test_c`" in reasons
    assert "| langchain-core | 1.2.3 |" in run


def test_the_page_has_every_mark_once_and_no_outcome_of_its_own() -> None:
    text = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    marks = re.findall(r"<!-- (\w+) -->", text)
    assert sorted(marks) == sorted(["totals", "unit", "integration", "reasons", "run"])
    assert not re.search(r"\btest_\w+", text)
    assert not re.search(r"\b\d+ (passed|failed|crashed|skipped)\b", text)


def test_the_record_is_small() -> None:
    assert record.RECORD.stat().st_size < 20_000
    assert json.loads(record.RECORD.read_text(encoding="utf-8"))["run"]["python"]
    assert sys.version_info >= (3, 11)
