"""Executed notebooks as pages: one cell of parameters, with the values that were used."""

import ast
import base64
import copy
import html
import struct
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from scripts.notebooks import EXECUTED
from scripts.site.settings import SiteError

# The only parameter that may differ between the notebook and the run that its page shows.
LANGUAGE = "language"


def executed_copy(name: str, profile: str) -> NotebookNode:
    """Returns a notebook with the outputs of a parameter set.

    Raises:
        SiteError: It was not executed.
    """
    path = EXECUTED / profile / f"{name}.ipynb"
    if not path.is_file():
        raise SiteError(f"{path.name} was not executed on {profile}; run `make notebooks`")
    return nbformat.read(path, as_version=4)


def page_of(source: NotebookNode, name: str, profile: str) -> NotebookNode:
    """Returns an executed notebook without papermill's second cell of parameters.

    Its own cell of parameters, which explains each value, shows the language that was used.

    Raises:
        SiteError: It was not executed, or another parameter differs, so that the page would not
            show what made its outputs.
    """
    executed = executed_copy(name, profile)
    shown = parameters_of(source)
    used: dict[str, Any] = executed.metadata.papermill.parameters
    different = sorted(
        key for key, value in used.items() if key != LANGUAGE and shown[key] != value
    )
    if different:
        raise SiteError(
            f"{name}.ipynb: {', '.join(different)} in the parameters cell differ from profile "
            f"{profile!r}, on which the outputs were made"
        )
    executed.cells = [cell for cell in executed.cells if "injected-parameters" not in tags(cell)]
    return with_language(executed, used.get(LANGUAGE, "en"))


def tags(cell: NotebookNode) -> list[str]:
    """Returns the tags of a cell."""
    found: list[str] = cell.metadata.get("tags", [])
    return found


def assignments(cell: NotebookNode) -> dict[str, ast.expr]:
    """Returns the expressions that a cell of parameters assigns, by name."""
    return {
        target.id: statement.value
        for statement in ast.parse(cell.source).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def parameters_of(notebook: NotebookNode) -> dict[str, Any]:
    """Returns the values in a notebook's cell of parameters."""
    cells = [cell for cell in notebook.cells if "parameters" in tags(cell)]
    return {
        name: ast.literal_eval(value) for cell in cells for name, value in assignments(cell).items()
    }


def with_language(notebook: NotebookNode, language: str) -> NotebookNode:
    """Returns a copy of a notebook whose cell of parameters names another language of the prompts."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        value = assignments(cell).get(LANGUAGE) if "parameters" in tags(cell) else None
        if isinstance(value, ast.Constant) and value.value != language:
            lines = cell.source.splitlines(keepends=True)
            line = lines[value.lineno - 1]
            end = value.end_col_offset
            lines[value.lineno - 1] = f'{line[: value.col_offset]}"{language}"{line[end:]}'
            cell.source = "".join(lines)
    return notebook


def with_picture_files(notebook: NotebookNode, name: str, folder: Path) -> NotebookNode:
    """Returns a copy of an executed notebook whose pictures are files beside its page.

    Inside the page they would make it larger by a third more than they are, and hold up its text.

    Args:
        notebook: An executed notebook with PNGs among its outputs.
        name: What the files' names begin with.
        folder: Where the files go: that of the page.

    Raises:
        SiteError: Nothing describes a picture to those who do not see it.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        shown = [one for one in cell.get("outputs", []) if "text/html" not in one.get("data", {})]
        pictures = [one for one in shown if "image/png" in one.get("data", {})]
        if pictures and not cell.metadata.get("alt"):
            raise SiteError(f"{name}.ipynb: cell {cell.id!r} draws a picture and has no `alt`")
        for number, output in enumerate(pictures, 1):
            png = base64.b64decode(output.data.pop("image/png"))
            file = f"{name}.{cell.id}{'' if number == 1 else f'.{number}'}.png"
            (folder / file).write_bytes(png)
            output.data["text/html"] = image_element(file, png, cell.metadata.alt)
    return notebook


def image_element(file: str, png: bytes, description: str) -> str:
    """Returns the HTML of a picture, with its size, so that text does not move when it comes."""
    width, height = struct.unpack(">II", png[16:24])  # In the header of every PNG.
    return f'<img src="{file}" alt="{html.escape(description)}" width="{width}" height="{height}">'
