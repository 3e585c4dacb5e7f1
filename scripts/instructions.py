"""The install instructions of the notebooks, the README and the site.

One setting in pyproject.toml, `published` under [tool.langchain-gguf], decides
whether they install from a checkout or from PyPI.
"""

import re
import tomllib
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]

# The cell of this id in every notebook holds the instructions.
INSTALL_CELL = "install"
README_SECTION = re.compile(r"(<!-- install:start -->\n).*?(<!-- install:end -->)", re.DOTALL)

NOTEBOOK_TEXT = {
    False: """\
Install the package from its checkout. Run this once, in the environment of this notebook's \
kernel; `make lab` starts JupyterLab with a kernel in which it is already done.

```python
%pip install -q -e ..
```""",
    True: """\
Install the package. Run this once, in the environment of this notebook's kernel.

```python
%pip install -q langchain-gguf
```""",
}

README_TEXT = {
    False: """\
The package is not on PyPI yet. In a checkout of this repository, with Python 3.11 or later and
a C++ compiler (llama.cpp is compiled once, which takes some minutes):

```sh
pip install .
```""",
    True: """\
With Python 3.11 or later and a C++ compiler (llama.cpp is compiled once, which takes some
minutes):

```sh
pip install langchain-gguf
```""",
}


def is_published() -> bool:
    """Returns the setting in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    published: bool = settings["tool"]["langchain-gguf"]["published"]
    return published


def with_instructions(path: Path, published: bool) -> str:
    """Returns the text of a notebook or of the README with the instructions filled in.

    Raises:
        ValueError: The file has no place for them.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        filled, count = README_SECTION.subn(rf"\g<1>{README_TEXT[published]}\n\g<2>", text)
        if count != 1:
            raise ValueError(f"{path} needs one pair of install:start and install:end comments")
        return filled
    notebook = nbformat.reads(text, as_version=4)
    cells = [cell for cell in notebook.cells if cell.get("id") == INSTALL_CELL]
    if len(cells) != 1 or cells[0].cell_type != "markdown":
        raise ValueError(f"{path} needs one markdown cell with the id {INSTALL_CELL!r}")
    if cells[0].source == NOTEBOOK_TEXT[published]:
        return text
    cells[0].source = NOTEBOOK_TEXT[published]
    return f"{nbformat.writes(notebook)}\n"


def instructed_files() -> list[Path]:
    """Returns the files that hold the instructions."""
    return [ROOT / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def outdated_files() -> list[Path]:
    """Returns the files whose instructions differ from the setting."""
    published = is_published()
    return [
        path
        for path in instructed_files()
        if with_instructions(path, published) != path.read_text(encoding="utf-8")
    ]


def write_instructions() -> list[Path]:
    """Brings all files up to date and returns those that changed."""
    published = is_published()
    outdated = outdated_files()
    for path in outdated:
        path.write_text(with_instructions(path, published), encoding="utf-8")
    return outdated
