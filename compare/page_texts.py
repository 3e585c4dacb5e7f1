"""The words of the comparison's page in each of its languages."""

from __future__ import annotations

import re
from dataclasses import dataclass


class PageError(Exception):
    """The page has no words for something that was recorded."""


@dataclass(frozen=True)
class Texts:
    """The words of the tables and lists in one language.

    Attributes:
        totals: heads of the first columns of the table of totals.
        test: head of the column of tests.
        outcomes: what the outcomes of the record are called, in the order of the columns.
        parts: what the suites of the record are called.
        run: heads of the table of versions.
        facts: what lines of that table are called; packages keep their names.
        endings: how a process ended, by the pattern of what the record says of it.
        everything_passed: stands where there is no reason to list.
    """

    totals: tuple[str, str]
    test: str
    outcomes: dict[str, str]
    parts: dict[str, str]
    run: tuple[str, str]
    facts: dict[str, str]
    endings: dict[str, str]
    everything_passed: str
    colon: str
    comma: str


TEXTS = {
    "en": Texts(
        totals=("Class", "Suite"),
        test="Test",
        outcomes={kind: kind for kind in ("passed", "failed", "crashed", "skipped")},
        parts={"unit": "unit", "integration": "integration"},
        run=("What", "Version"),
        facts={"date": "date", "system": "system"},
        endings={r"(.*)": r"`\1`"},
        everything_passed="Everything passed.",
        colon=": ",
        comma=", ",
    ),
    "zh": Texts(
        totals=("类", "测试集"),
        test="测试",
        outcomes={"passed": "通过", "failed": "失败", "crashed": "崩溃", "skipped": "跳过"},
        parts={"unit": "单元测试", "integration": "集成测试"},
        run=("项目", "版本"),
        facts={"date": "日期", "system": "系统"},
        endings={
            r"ended by (\w+)": r"被信号 `\1` 终止",
            r"exited with (\d+)": r"自行退出，退出码为 \1",
            r"hung for (\d+) seconds": r"卡住，\1 秒没有动静",
        },
        everything_passed="全部通过。",
        colon="：",
        comma="、",
    ),
}


def ending_in(language: str, recorded: str) -> str:
    """Returns how a process ended, in Markdown.

    Args:
        language: "en" or "zh".
        recorded: what the record says of it.

    Raises:
        PageError: There are no words for it.
    """
    for pattern, text in TEXTS[language].endings.items():
        if match := re.fullmatch(pattern, recorded):
            return match.expand(text)
    raise PageError(f"compare/page_texts.py cannot say {recorded!r} in {language!r}")
