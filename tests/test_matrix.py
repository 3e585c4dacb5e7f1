"""The matrix of notebooks and profiles: what one run reports, and how reports look."""

from xml.etree import ElementTree

import nbformat

from scripts import matrix
from scripts.matrix import Outcome, junit, report
from scripts.notebooks import NOTEBOOKS

OUTCOMES = [
    Outcome("streaming", "bundled", "passed", 4.25, 227.04),
    Outcome("chaining", "bundled", "failed", 1.0, message="cell 'x' failed\n<class 'E'>"),
    Outcome("streaming", "hermes", "not run", message="no model"),
    Outcome("chaining", "hermes", "not run", message="no model"),
]


def toy_notebook(folder, source: str) -> None:
    streaming = nbformat.read(NOTEBOOKS / "streaming.ipynb", as_version=4)
    cells = [cell for cell in streaming.cells if cell.id in ("parameters", "create-model")]
    cells.append(nbformat.v4.new_code_cell(source, id="ask"))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=streaming.metadata)
    nbformat.write(notebook, folder / "toy.ipynb")


def test_a_run_counts_the_tokens_of_its_answers_and_leaves_no_trace(monkeypatch, tmp_path):
    toy_notebook(tmp_path, "print(llm.invoke('Hello').text)")
    monkeypatch.setattr(matrix, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(matrix, "MATRIX", tmp_path / "matrix")
    outcome = matrix.run("toy", "bundled")
    assert outcome.status == "passed", outcome.message
    assert outcome.seconds > 0
    assert outcome.speed > 0
    executed = nbformat.read(tmp_path / "matrix" / "bundled" / "toy.ipynb", as_version=4)
    ids = [cell.id for cell in executed.cells if "injected" not in str(cell.metadata)]
    assert ids == ["parameters", "create-model", "ask"]


def test_a_failed_cell_is_an_outcome_and_not_an_error(monkeypatch, tmp_path):
    toy_notebook(tmp_path, "1 / 0")
    monkeypatch.setattr(matrix, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(matrix, "MATRIX", tmp_path / "matrix")
    outcome = matrix.run("toy", "bundled")
    assert (outcome.status, outcome.speed) == ("failed", 0)
    assert "ZeroDivisionError" in outcome.message


def test_junit_counts_failures_and_what_was_not_run():
    suites = ElementTree.fromstring(junit(OUTCOMES))
    counts = [
        (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("skipped"))
        for suite in suites
    ]
    assert counts == [("bundled", "2", "1", "0"), ("hermes", "2", "0", "2")]
    assert suites.find(".//property").get("value") == "227.0"
    assert suites.find(".//failure").text == OUTCOMES[1].message


def test_report_shows_every_outcome_and_escapes_messages():
    page = report(OUTCOMES)
    assert "passed, 4.2 s, 227 tokens/s" in page
    assert page.count("not run: no model") == 2
    assert "&lt;class" in page
    assert "<class" not in page
