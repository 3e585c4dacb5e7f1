"""The record of one comparison: docs/compare.json."""

from __future__ import annotations

import json
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from compare.guard import ROOT, Outcome, run_suite

RECORD = ROOT / "docs" / "compare.json"
# Each class and what its suites are called in suites.py. ChatOllama answers through a server.
CLASSES = {
    "langchain-gguf": (
        "ChatLlamaCpp",
        {"unit": "TestGgufUnit", "integration": "TestGgufIntegration"},
    ),
    "langchain-community": (
        "ChatLlamaCpp",
        {"unit": "TestCommunityUnit", "integration": "TestCommunityIntegration"},
    ),
    "langchain-ollama": ("ChatOllama", {"unit": "TestOllamaUnit"}),
}
PACKAGES = (*CLASSES, "langchain-core", "langchain-tests", "llama-cpp-python")
# It looks at the test class, not at the chat model.
NOT_COUNTED = "test_no_overrides_DO_NOT_OVERRIDE"


def run_all() -> dict[str, Any]:
    """Run every suite; takes minutes and prints a line for each."""
    tests: dict[str, dict[str, dict[str, list[str]]]] = {"unit": {}, "integration": {}}
    for package, (name, suites) in CLASSES.items():
        for part, suite in suites.items():
            outcomes = run_suite(f"compare/suites.py::{suite}")
            outcomes.pop(NOT_COUNTED, None)
            for test, outcome in outcomes.items():
                tests[part].setdefault(test, {})[package] = as_list(outcome)
            print(f"== {package} {name}, {part} tests: {summary(outcomes)}", flush=True)
    return {"run": describe(), "tests": tests}


def as_list(outcome: Outcome) -> list[str]:
    """Return an outcome as JSON has it: with a reason unless it passed."""
    return [outcome.outcome, outcome.reason] if outcome.reason else [outcome.outcome]


def summary(outcomes: dict[str, Outcome]) -> str:
    """Say how many tests ended how."""
    found = [outcome.outcome for outcome in outcomes.values()]
    kinds = ("passed", "failed", "crashed", "skipped")
    return ", ".join(f"{found.count(kind)} {kind}" for kind in kinds if kind in found)


def describe() -> dict[str, str]:
    """Return what it was run on."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def save(record: dict[str, Any], path: Path = RECORD) -> None:
    """Write a record, a test a line."""
    parts = []
    for part, tests in record["tests"].items():
        lines = [
            f"   {json.dumps(name)}: {json.dumps(outcomes, ensure_ascii=False)}"
            for name, outcomes in tests.items()
        ]
        parts.append(f"  {json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n  }")
    text = (
        f'{{\n "run": {json.dumps(record["run"])},\n "tests": {{\n'
        + ",\n".join(parts)
        + "\n }\n}\n"
    )
    assert json.loads(text) == record
    path.write_text(text, encoding="utf-8")


def load(path: Path = RECORD) -> dict[str, Any]:
    """Return the record that the site shows."""
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record
