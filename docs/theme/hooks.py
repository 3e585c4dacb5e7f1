"""Steps of the build that MkDocs has no option for."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

# A block that notebook.html.j2 has put out.
BLOCK = re.compile(r"\[\[([^\[\]]*)\]\]")
OUTPUT = re.compile(r"<!-- output: (?P<notebook>[\w-]+)/(?P<cell>[\w-]+) -->")
TUTORIALS = "<!-- tutorials -->"


# mkdocs-jupyter puts the notebook's text in place at priority 100.
@event_priority(50)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Decodes the text of notebooks and fills the marked places of other pages."""
    if page.file.src_uri.endswith(".ipynb"):
        return "\n\n".join(unquote(block) for block in BLOCK.findall(markdown))
    tutorials = Path(config.docs_dir) / "tutorials"
    markdown = OUTPUT.sub(lambda match: printed(tutorials, match), markdown)
    if TUTORIALS in markdown:
        markdown = markdown.replace(TUTORIALS, tutorial_list(config))
    return markdown


def printed(tutorials: Path, match: re.Match[str]) -> str:
    """Returns what a cell of an executed notebook printed, as a fenced block."""
    notebook = nbformat.read(tutorials / f"{match['notebook']}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.id == match["cell"]]
    outputs = cells[0].outputs if cells else []
    text = "".join(output.get("text", "") for output in outputs).rstrip()
    if not text:
        raise PluginError(f"{match['notebook']}.ipynb: cell {match['cell']!r} printed nothing")
    return f"``` {{ .text .output .no-copy }}\n{text}\n```"


def tutorial_list(config: MkDocsConfig) -> str:
    """Returns links to all tutorials in the order of the navigation, with their first sentence."""
    lines = []
    for path in notebook_paths(config.nav):
        notebook = nbformat.read(Path(config.docs_dir) / path, as_version=4)
        title, sentence = notebook.cells[0].source.split("\n\n")[:2]
        lines.append(f"- [{title.removeprefix('# ')}]({path}): {sentence[0].lower()}{sentence[1:]}")
    return "\n".join(lines)


def notebook_paths(nav: Any) -> list[str]:
    """Returns the notebooks below a part of the navigation, in order."""
    if isinstance(nav, str):
        return [nav] if nav.endswith(".ipynb") else []
    parts = nav.values() if isinstance(nav, dict) else nav
    return [path for part in parts for path in notebook_paths(part)]
