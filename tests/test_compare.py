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
from compare.page_texts import TEXTS, PageError, ending_in
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


PAGES = {"en": ROOT / "docs" / "compare.md", "zh": ROOT / "docs" / "zh" / "compare.md"}
MARKS = ("totals", "unit", "integration", "reasons", "run")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def written(outcomes: dict[str, Any], language: str) -> list[str]:
    """What stands at each marked place."""
    return [page.fill(f"<!-- {mark} -->", outcomes, language) for mark in MARKS]


def test_the_page_shows_each_outcome_and_each_reason() -> None:
    totals, unit, integration, reasons, run = written(MADE_UP, "en")
    assert "| langchain-gguf: `ChatLlamaCpp` | unit | 1 | 1 | 0 | 0 |" in totals
    assert "| langchain-ollama: `ChatOllama` | unit | 1 | 0 | 0 | 1 |" in totals
    assert "langchain-community" not in totals
    assert unit.splitlines()[0] == "| Test | langchain-gguf | langchain-ollama |"
    assert "| `test_a` | passed | skipped |" in unit
    assert "| `test_b[x]` | **failed** | passed |" in unit
    assert "| `test_c` | **crashed** |" in integration
    assert "- failed: `` it said `no` ``: `test_b[x]`" in reasons
    assert "- crashed: `ended by SIGABRT`: `test_c`" in reasons
    assert "### langchain-community: ChatLlamaCpp\n\nEverything passed." in reasons
    assert "| langchain-core | 1.2.3 |" in run


def test_the_chinese_page_says_it_in_chinese() -> None:
    totals, unit, integration, reasons, run = written(MADE_UP, "zh")
    assert totals.splitlines()[0] == "| 类 | 测试集 | 通过 | 失败 | 崩溃 | 跳过 |"
    assert "| langchain-gguf：`ChatLlamaCpp` | 单元测试 | 1 | 1 | 0 | 0 |" in totals
    assert "| langchain-gguf：`ChatLlamaCpp` | 集成测试 | 0 | 0 | 1 | 0 |" in totals
    assert unit.splitlines()[0] == "| 测试 | langchain-gguf | langchain-ollama |"
    assert "| `test_a` | 通过 | 跳过 |" in unit
    assert "| `test_b[x]` | **失败** | 通过 |" in unit
    assert "| `test_c` | **崩溃** |" in integration
    assert "- 失败：`` it said `no` ``：`test_b[x]`" in reasons
    assert "- 崩溃：被信号 `SIGABRT` 终止：`test_c`" in reasons
    assert "### langchain-community：ChatLlamaCpp\n\n全部通过。" in reasons
    assert run.splitlines() == [
        "| 项目 | 版本 |",
        "| --- | --- |",
        "| 日期 | 2026-01-02 |",
        "| langchain-core | 1.2.3 |",
    ]


def test_the_chinese_page_has_the_outcomes_of_the_english_one() -> None:
    """Put back into English, its tables and lists are the same."""
    english, chinese = TEXTS["en"], TEXTS["zh"]
    words = {chinese.outcomes[kind]: english.outcomes[kind] for kind in page.KINDS}
    words |= {chinese.parts[part]: english.parts[part] for part in SUITES}
    words |= {chinese.facts[name]: english.facts[name] for name in english.facts}
    heads = zip(
        (*chinese.totals, chinese.test, *chinese.run),
        (*english.totals, english.test, *english.run),
        strict=True,
    )
    words |= {f"| {theirs} |": f"| {ours} |" for theirs, ours in heads}
    text = "\n".join(written(record.load(), "zh"))
    for theirs in sorted(words, key=len, reverse=True):
        text = text.replace(theirs, words[theirs])
    text = re.sub(r"被信号 `(\w+)` 终止", r"`ended by \1`", text)
    text = text.replace(chinese.colon, english.colon).replace(chinese.comma, english.comma)
    assert text == "\n".join(written(record.load(), "en"))


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("ended by SIGABRT", "被信号 `SIGABRT` 终止"),
        ("exited with 0", "自行退出，退出码为 0"),
        ("hung for 4 seconds", "卡住，4 秒没有动静"),
    ],
)
def test_each_end_of_a_process_has_chinese_words(ending: str, said: str) -> None:
    assert ending_in("en", ending) == f"`{ending}`"
    assert ending_in("zh", ending) == said


def test_an_end_of_a_process_without_chinese_words_is_an_error() -> None:
    with pytest.raises(PageError, match="cannot say 'melted' in 'zh'"):
        ending_in("zh", "melted")


def test_all_that_a_run_says_is_named_in_chinese_but_packages() -> None:
    named = record.load()["run"].keys() - {"python", *record.PACKAGES}
    for language in PAGES:
        assert TEXTS[language].facts.keys() == named
        assert tuple(TEXTS[language].outcomes) == page.KINDS
        assert TEXTS[language].parts.keys() == SUITES.keys()
    assert all(CHINESE.search(name) for name in TEXTS["zh"].facts.values())


@pytest.mark.parametrize("language", PAGES)
def test_the_page_has_every_mark_once_and_no_outcome_of_its_own(language: str) -> None:
    text = PAGES[language].read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- (\w+) -->", text)) == sorted(MARKS)
    assert not re.search(r"\btest_\w+", text)
    assert not re.search(
        r"\b\d+ (passed|failed|crashed|skipped)\b|\d+ 个?(通过|失败|崩溃|跳过)", text
    )


def test_the_record_is_small() -> None:
    assert record.RECORD.stat().st_size < 20_000
    assert json.loads(record.RECORD.read_text(encoding="utf-8"))["run"]["python"]
    assert sys.version_info >= (3, 11)
