"""Builds the documentation site from docs/ and the executed notebooks.

    python -m scripts.site build [--site-dir site]

The pages are first collected in build/docs: the files of docs/, the changelog, the
tutorials as they were executed, and the notebooks as they are edited, for download.
The pages of benchmarks and of the comparison get what was recorded.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode

import benchmarks.page
import compare.page
import compare.record
from benchmarks.figures import load_record
from scripts.notebooks import EXECUTED, NOTEBOOKS, ROOT, notebook_names

# `docs_dir` in mkdocs.yml.
STAGED = ROOT / "build" / "docs"
# The site shows the run on the bundled model.
PROFILE = "bundled"


class SiteError(Exception):
    """The site cannot be built; the message says why."""


def stage_pages() -> None:
    """Collects everything the site is made of in one folder.

    Raises:
        SiteError: A notebook was not executed, its parameters would be shown wrongly, or a figure
            was not recorded.
    """
    shutil.rmtree(STAGED, ignore_errors=True)
    shutil.copytree(
        ROOT / "docs", STAGED, ignore=shutil.ignore_patterns("theme", "templates", "__pycache__")
    )
    shutil.copy(ROOT / "CHANGELOG.md", STAGED / "changelog.md")
    fill_benchmarks(STAGED / "benchmarks.md")
    fill_comparison(STAGED / "compare.md")
    (STAGED / "tutorials").mkdir()
    (STAGED / "notebooks").mkdir()
    for name in notebook_names():
        source = NOTEBOOKS / f"{name}.ipynb"
        executed = EXECUTED / PROFILE / source.name
        if not executed.is_file():
            raise SiteError(f"{source.name} was not executed; run `make notebooks`")
        page = without_injected_parameters(nbformat.read(executed, as_version=4), source)
        nbformat.write(page, STAGED / "tutorials" / source.name)
        shutil.copy(source, STAGED / "notebooks")


def fill_benchmarks(path: Path) -> None:
    """Puts the recorded figures and plots into the page of benchmarks.

    Raises:
        SiteError: The page names one that was not recorded.
    """
    try:
        text = benchmarks.page.fill(path.read_text(encoding="utf-8"), load_record())
    except benchmarks.page.PageError as error:
        raise SiteError(str(error)) from error
    path.write_text(text, encoding="utf-8")


def fill_comparison(path: Path) -> None:
    """Puts the recorded outcomes into the page of the comparison."""
    text = compare.page.fill(path.read_text(encoding="utf-8"), compare.record.load())
    path.write_text(text, encoding="utf-8")


def without_injected_parameters(executed: NotebookNode, source: Path) -> NotebookNode:
    """Returns an executed notebook without papermill's second cell of parameters.

    For the bundled model both cells say the same, and the first explains each value.

    Raises:
        SiteError: They differ, so the page would not show what made its outputs.
    """
    shown = {
        name: ast.literal_eval(parameter["default"])
        for name, parameter in papermill.inspect_notebook(str(source)).items()
    }
    used: dict[str, Any] = executed.metadata.papermill.parameters
    different = sorted(name for name, value in used.items() if shown[name] != value)
    if different:
        raise SiteError(
            f"{source.name}: {', '.join(different)} in the parameters cell differ from profile "
            f"{PROFILE!r}, on which the outputs were made"
        )
    executed.cells = [
        cell
        for cell in executed.cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    return executed


def build_site(site_dir: Path) -> None:
    """Stages the pages and builds the site; any warning is an error.

    Raises:
        SiteError: The pages could not be staged, or MkDocs failed; it printed why.
    """
    stage_pages()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    # Notices of the tools about their own future.
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    finished = subprocess.run(
        [*command, "--site-dir", str(site_dir)], cwd=ROOT, env={**os.environ, **quiet}, check=False
    )
    if finished.returncode:
        raise SiteError("MkDocs failed")


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    build = commands.add_parser("build", help="build the site")
    build.add_argument("--site-dir", type=Path, default=ROOT / "site")
    arguments = parser.parse_args()
    print("== Building the site from build/executed and docs/", flush=True)
    try:
        build_site(arguments.site_dir)
    except SiteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"== The site is in {arguments.site_dir}")
    print(f"   Open {arguments.site_dir / 'index.html'} in a browser; `make serve` adds search.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
