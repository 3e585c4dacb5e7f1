"""Runs every notebook on every profile whose model is here, and reports how it went.

    python -m scripts.matrix [NAME ...]

The reports are build/matrix/index.html and build/matrix/junit.xml: passed, failed or not run (the
model is missing), seconds, and tokens a second, counted while the model answered.
"""

import argparse
import html
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import nbformat

from scripts import registry
from scripts.notebooks import (
    NOTEBOOKS,
    PROFILES,
    NotebookError,
    check_parameters,
    execute,
    load_profile,
    parameterized,
)
from scripts.registry import ROOT

MATRIX = ROOT / "build" / "matrix"
COUNTER_CELL = "count-tokens"
REPORT_CELL = "report-tokens"
# Runs before the notebook: LangChain adds the handler to every call of a model. Calls may overlap,
# so the time is that in which at least one was answered.
COUNTER = """
import os
import threading
import time
from contextvars import ContextVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.tracers.context import register_configure_hook


class _TokenCounter(BaseCallbackHandler):
    lock, running, began, seconds, tokens = threading.Lock(), set(), 0.0, 0.0, 0

    def on_chat_model_start(self, *args, run_id, **kwargs):
        with _TokenCounter.lock:
            if not _TokenCounter.running:
                _TokenCounter.began = time.monotonic()
            _TokenCounter.running.add(run_id)

    def on_llm_end(self, response, *, run_id, **kwargs):
        usage = getattr(response.generations[0][0].message, "usage_metadata", None) or {}
        self._end(run_id, usage.get("output_tokens", 0))

    def on_llm_error(self, error, *, run_id, **kwargs):
        self._end(run_id, 0)

    def _end(self, run_id, tokens):
        with _TokenCounter.lock:
            _TokenCounter.tokens += tokens
            _TokenCounter.running.discard(run_id)
            if not _TokenCounter.running:
                _TokenCounter.seconds += time.monotonic() - _TokenCounter.began


os.environ["COUNT_TOKENS"] = "true"
_variable = ContextVar("token_counter", default=None)
register_configure_hook(_variable, True, _TokenCounter, "COUNT_TOKENS")
"""
REPORT = """
import json as _json
print(_json.dumps({"tokens": _TokenCounter.tokens, "seconds": _TokenCounter.seconds}))
"""


@dataclass(frozen=True)
class Outcome:
    """How one notebook went on one profile.

    Attributes:
        notebook: Name of the notebook.
        profile: Name of the parameter set.
        status: "passed", "failed" or "not run".
        seconds: How long the run took.
        speed: Tokens a second while the model answered; 0 if it was not asked.
        message: Why it failed or was not run.
    """

    notebook: str
    profile: str
    status: str
    seconds: float = 0
    speed: float = 0
    message: str = ""


def run(name: str, profile: str, *, timeout: int = 3600) -> Outcome:
    """Runs a notebook on a profile and counts its tokens."""
    try:
        parameters = load_profile(profile)
    except NotebookError as error:
        return Outcome(name, profile, "not run", message=str(error))
    source, target = NOTEBOOKS / f"{name}.ipynb", MATRIX / profile / f"{name}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    try:
        check_parameters(source, profile, parameters)
        notebook = parameterized(source, parameters)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(COUNTER, id=COUNTER_CELL))
        notebook.cells.append(nbformat.v4.new_code_cell(REPORT, id=REPORT_CELL))
        execute(notebook, target, offline=parameters.get("model_path") is None, timeout=timeout)
    except NotebookError as error:
        return Outcome(name, profile, "failed", time.monotonic() - started, message=str(error))
    seconds = time.monotonic() - started
    counted = json.loads(notebook.cells.pop().outputs[0].text)
    notebook.cells.pop(0)
    nbformat.write(notebook, target)
    speed = counted["tokens"] / counted["seconds"] if counted["seconds"] else 0
    return Outcome(name, profile, "passed", seconds, speed)


def junit(outcomes: Iterable[Outcome]) -> str:
    """Returns the outcomes as JUnit's XML."""
    suites = ElementTree.Element("testsuites")
    by_profile: dict[str, list[Outcome]] = {}
    for one in outcomes:
        by_profile.setdefault(one.profile, []).append(one)
    for profile, group in by_profile.items():
        suite = ElementTree.SubElement(
            suites,
            "testsuite",
            name=profile,
            tests=str(len(group)),
            failures=str(sum(one.status == "failed" for one in group)),
            skipped=str(sum(one.status == "not run" for one in group)),
        )
        for one in group:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=profile,
                name=one.notebook,
                time=f"{one.seconds:.2f}",
            )
            if one.status == "passed":
                properties = ElementTree.SubElement(case, "properties")
                speed = f"{one.speed:.1f}"
                ElementTree.SubElement(
                    properties, "property", name="tokens_per_second", value=speed
                )
            else:
                kind = "failure" if one.status == "failed" else "skipped"
                first_line = one.message.partition("\n")[0]
                ElementTree.SubElement(case, kind, message=first_line).text = one.message
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True)


def report(outcomes: list[Outcome]) -> str:
    """Returns the outcomes as a page: a row for each notebook, a column for each profile."""
    profiles = list(dict.fromkeys(one.profile for one in outcomes))
    names = list(dict.fromkeys(one.notebook for one in outcomes))
    by_place = {(one.notebook, one.profile): one for one in outcomes}
    rows = []
    for name in names:
        cells = "".join(f"<td>{describe(by_place[name, profile])}</td>" for profile in profiles)
        rows.append(f'<tr><th scope="row">{html.escape(name)}</th>{cells}</tr>')
    heads = "".join(f'<th scope="col">{html.escape(profile)}</th>' for profile in profiles)
    failures = [
        f"<h2>{html.escape(one.notebook)} on {html.escape(one.profile)}</h2>"
        f"<pre>{html.escape(one.message)}</pre>"
        for one in outcomes
        if one.status == "failed"
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Notebooks and profiles</title>'
        "<style>body{font-family:sans-serif}td,th{padding:.3em 1em;text-align:left}</style>"
        f"<h1>Notebooks and profiles</h1><table><tr><td></td>{heads}</tr>{''.join(rows)}</table>"
        f"{''.join(failures)}</html>\n"
    )


def describe(one: Outcome) -> str:
    """Returns an outcome in a few words."""
    if one.status == "not run":
        return "not run: no model"
    speed = f", {one.speed:,.0f} tokens/s" if one.speed else ""
    return f"{one.status}, {one.seconds:.1f} s{speed}"


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all notebooks")
    names = parser.parse_args().names or registry.load().names()
    outcomes = []
    for profile in sorted(path.stem for path in PROFILES.glob("*.yaml")):
        for name in names:
            outcomes.append(outcome := run(name, profile))
            print(f"   {name} on {profile}: {describe(outcome)}", flush=True)
    MATRIX.mkdir(parents=True, exist_ok=True)
    (MATRIX / "junit.xml").write_text(junit(outcomes), encoding="utf-8")
    (MATRIX / "index.html").write_text(report(outcomes), encoding="utf-8")
    print(f"== The report is in {Path('build/matrix/index.html')}, and junit.xml beside it")
    return 1 if any(one.status == "failed" for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
