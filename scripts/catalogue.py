"""Translations of the notebooks' prose; code and outputs are those of the original.

A catalogue is a Markdown file, notebooks/locale/<language>/<notebook>.md. Each translated cell
stands below a line that names the cell and the original it was made from:

    <!-- cell title source 1f0c93ab -->
    # 创建聊天模型

Of a cell of code that draws a picture, the picture's description (its `alt`) is translated.

Cells that are the same in several notebooks stand once, in common.md, where `{notebook}` stands for
a notebook's name; one cell may be there with several originals.
"""

import copy
import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from scripts.registry import ROOT
from scripts.structure import differences

NOTEBOOKS = ROOT / "notebooks"
LOCALE = NOTEBOOKS / "locale"
COMMON = "common"
HEADER = re.compile(r"^<!-- cell (\S+) source ([0-9a-f]{8}) -->\n", re.MULTILINE)
# What stands where a translation is still to be written.
TODO = "TODO"


class TranslationError(Exception):
    """A text cannot be shown in another language; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A translated cell: its id, the hash of its original, and the text."""

    cell: str
    source: str
    text: str


def hash_of(text: str) -> str:
    """Returns the first eight digits of a text's SHA-256; space around it does not count."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


def catalogue_path(name: str, language: str) -> Path:
    """Returns where the translation of a notebook is, or of the common cells."""
    return LOCALE / language / f"{name}.md"


def read_catalogue(path: Path) -> list[Entry]:
    """Returns the entries of a catalogue in order; none if there is no file."""
    if not path.is_file():
        return []
    _, *parts = HEADER.split(path.read_text(encoding="utf-8"))
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Entry(cell, source, text.strip("\n")) for cell, source, text in triples]


def write_catalogue(path: Path, entries: list[Entry]) -> None:
    """Writes a catalogue."""
    texts = [
        f"<!-- cell {entry.cell} source {entry.source} -->\n{entry.text}\n" for entry in entries
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(texts), encoding="utf-8")


def generalised(text: str, name: str) -> str:
    """Returns a cell's text as common.md knows it, without the notebook's own name."""
    return text.replace(f"NB={name}", "NB={notebook}")


@dataclass(frozen=True)
class Catalogue:
    """The translations that one notebook uses: its own before the common ones."""

    name: str
    own: list[Entry]
    common: list[Entry]

    @classmethod
    def of(cls, name: str, language: str) -> "Catalogue":
        """Reads the catalogues of a notebook."""
        own = read_catalogue(catalogue_path(name, language))
        return cls(name, own, read_catalogue(catalogue_path(COMMON, language)))

    def find(self, cell: NotebookNode) -> Entry | None:
        """Returns the translation of a cell, which may be one of an earlier original."""
        for entry in self.own:
            if entry.cell == cell.id:
                return entry
        source = hash_of(generalised(prose_of(cell), self.name))
        for entry in self.common:
            if (entry.cell, entry.source) == (cell.id, source):
                text = entry.text.replace("NB={notebook}", f"NB={self.name}")
                return replace(entry, source=hash_of(prose_of(cell)), text=text)
        return None


def prose_of(cell: NotebookNode) -> str:
    """Returns what of a cell is translated: its text, or the description of its picture, if any."""
    text: str = cell.source if cell.cell_type == "markdown" else cell.metadata.get("alt", "")
    return text


def with_prose(cell: NotebookNode, text: str) -> None:
    """Puts a translation into a cell."""
    if cell.cell_type == "markdown":
        cell.source = text
    else:
        cell.metadata["alt"] = text


def prose_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Returns the cells that are translated."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown" or prose_of(cell)]


def read_source(name: str) -> NotebookNode:
    """Returns a notebook as it is stored in notebooks/."""
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def problems(notebook: NotebookNode, catalogue: Catalogue) -> list[str]:
    """Returns what is missing, stale or built otherwise, each with the id of its cell."""
    found = []
    for cell in prose_cells(notebook):
        entry = catalogue.find(cell)
        where = f"{catalogue.name}: cell {cell.id}"
        if entry is None or entry.text.startswith(TODO):
            found.append(f"{where}: not translated")
        elif entry.source != hash_of(prose_of(cell)):
            found.append(f"{where}: the original has changed since")
        else:
            found += [f"{where}: {what}" for what in differences(prose_of(cell), entry.text)]
    ids = {cell.id for cell in prose_cells(notebook)}
    cells = [entry.cell for entry in catalogue.own]
    found += [f"{catalogue.name}: no cell {cell}" for cell in cells if cell not in ids]
    found += [f"{catalogue.name}: cell {one} twice" for one in set(cells) if cells.count(one) > 1]
    return found


def unused_common(names: list[str], language: str, also: list[NotebookNode]) -> list[str]:
    """Returns the entries of common.md that belong to no notebook.

    Args:
        names: The notebooks.
        language: The language of the catalogue.
        also: Cells that notebooks may have at other times (the other install instructions).
    """
    used = {(cell.id, hash_of(prose_of(cell))) for cell in also}
    for name in names:
        for cell in prose_cells(read_source(name)):
            used.add((cell.id, hash_of(generalised(prose_of(cell), name))))
    entries = read_catalogue(catalogue_path(COMMON, language))
    return [
        f"{COMMON}: no notebook has a cell {entry.cell} with source {entry.source}"
        for entry in entries
        if (entry.cell, entry.source) not in used
    ]


def translated(notebook: NotebookNode, catalogue: Catalogue) -> NotebookNode:
    """Returns a copy of a notebook, executed or not, with its prose in another language.

    Raises:
        TranslationError: A cell has no translation.
    """
    notebook = copy.deepcopy(notebook)
    for cell in prose_cells(notebook):
        entry = catalogue.find(cell)
        if entry is None or entry.text.startswith(TODO):
            raise TranslationError(f"{catalogue.name}: cell {cell.id} is not translated")
        with_prose(cell, entry.text)
    return notebook


def with_missing(notebook: NotebookNode, catalogue: Catalogue) -> list[Entry]:
    """Returns a notebook's own entries in its order, and what is still to be translated."""
    entries = []
    own = {entry.cell for entry in catalogue.own}
    for cell in prose_cells(notebook):
        entry = catalogue.find(cell)
        if entry is None:
            entries.append(Entry(cell.id, hash_of(prose_of(cell)), f"{TODO}\n{prose_of(cell)}"))
        elif cell.id in own:
            entries.append(entry)
    return entries


def reviewed(notebook: NotebookNode, catalogue: Catalogue) -> list[Entry]:
    """Returns a notebook's own entries with the hashes of the present originals."""
    sources = {cell.id: hash_of(prose_of(cell)) for cell in prose_cells(notebook)}
    return [replace(entry, source=sources.get(entry.cell, entry.source)) for entry in catalogue.own]
