"""Which notebooks `make site` runs again after a change: those whose outputs may differ."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from scripts import notebooks
from scripts.notebooks import RUN_BY

NAMES = ["first", "second"]


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Path:
    """A project of two notebooks."""
    for name in NAMES:
        cells = [
            nbformat.v4.new_code_cell("model_path = None", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(f"print({name!r})"),
        ]
        write(tmp_path / "notebooks" / f"{name}.ipynb", nbformat.writes(notebook_of(cells)))
    files = ["requirements.lock", "src/langchain_gguf/prompt.py", "scripts/listings.py"]
    files += ["src/langchain_gguf/models/tiny.gguf", "models/other.gguf", "docs/index.md"]
    for file in [*files, *(f"scripts/{name}" for name in RUN_BY)]:
        write(tmp_path / file, "before")
    write(tmp_path / "notebooks/profiles/bundled.yaml", "model_path: null")
    write(tmp_path / "notebooks/profiles/other.yaml", "model_path: models/other.gguf")
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(notebooks, "PROFILES", tmp_path / "notebooks" / "profiles")
    return tmp_path


@pytest.fixture
def run_all(tree, monkeypatch) -> Callable[[], list[str]]:
    """Runs what has to run, on both profiles, and returns what that was; no kernel is started."""
    ran: list[str] = []
    monkeypatch.setattr(notebooks, "execute", lambda *args, **kwargs: None)  # noqa: ARG005

    def run() -> list[str]:
        ran.clear()
        for profile in ("bundled", "other"):
            for name in NAMES:
                path = tree / "notebooks" / f"{name}.ipynb"
                _, seconds = notebooks.run_notebook(
                    path, profile, executed_folder=tree / "executed"
                )
                if seconds is not None:
                    ran.append(f"{name} on {profile}")
        return list(ran)

    return run


def notebook_of(cells: list) -> nbformat.NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_nothing_runs_when_nothing_has_changed(run_all):
    assert len(run_all()) == 4
    assert run_all() == []


def test_a_change_of_one_notebook_runs_that_one_alone(tree, run_all):
    run_all()
    path = tree / "notebooks" / "second.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("'second'", "'2'"), encoding="utf-8")
    assert run_all() == ["second on bundled", "second on other"]
    assert run_all() == []


@pytest.mark.parametrize(
    "file",
    [
        "requirements.lock",
        "src/langchain_gguf/prompt.py",
        "src/langchain_gguf/models/tiny.gguf",
        *(f"scripts/{name}" for name in RUN_BY),
    ],
)
def test_a_change_of_what_every_output_depends_on_runs_all(tree, run_all, file):
    run_all()
    write(tree / file, "after")
    assert len(run_all()) == 4


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("models/other.gguf", "after, and longer"),
        ("notebooks/profiles/other.yaml", "model_path: models/../models/other.gguf"),
    ],
)
def test_a_change_of_one_profile_runs_the_notebooks_on_it(tree, run_all, file, text):
    run_all()
    write(tree / file, text)
    assert run_all() == ["first on other", "second on other"]


@pytest.mark.parametrize("file", ["scripts/listings.py", "docs/index.md"])
def test_a_change_of_the_site_alone_runs_none(tree, run_all, file):
    run_all()
    write(tree / file, "after")
    assert run_all() == []


def test_a_copy_that_is_gone_is_made_again(tree, run_all):
    run_all()
    (tree / "executed" / "bundled" / "first.ipynb").unlink()
    assert run_all() == ["first on bundled"]
