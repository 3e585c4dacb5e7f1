"""Compares what the notebooks printed with what was accepted before.

    python -m scripts.pinned_outputs [--accept] [NAME ...]

notebooks/outputs/<profile>/<notebook>.txt holds the text of every visible cell that printed
something, below a line with its id. What differs from run to run without meaning anything (ids,
paths, times, speeds) is replaced by words. In a cell tagged `varies` every number is.
"""

import argparse
import difflib
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from scripts import registry
from scripts.notebooks import EXECUTED
from scripts.registry import ROOT

PINNED = ROOT / "notebooks" / "outputs"
VARIES = "varies"
NUMBER = r"\d[\d,]*(?:\.\d+)?"
# In order: an earlier rule may leave what a later one would also match.
RULES = [
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"\b(?:lc_)?(?:run|call)-{1,2}[0-9a-f-]{8,}(?:-\d+)?\b"), "<id>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\b(?:call|chatcmpl)_\w{6,}"), "<id>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
    (re.compile(r"(?<![\w/<.:])/(?:[\w.+-]+/)+[\w.+-]*"), "<path>"),
    (
        re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"),
        "<time>",
    ),
    (re.compile(rf"{NUMBER} ?(?:tokens?|令牌) ?(?:/|per|a|每) ?(?:s|second|秒)\b"), "<speed>"),
    (
        re.compile(rf"{NUMBER} ?(?:ms|µs|us|s|seconds?|milliseconds?|毫秒|秒)(?![\w%])"),
        "<duration>",
    ),
]


def normalised(text: str, *, varies: bool = False) -> str:
    """Returns a printed text without what differs from run to run.

    Args:
        text: What a cell printed.
        varies: All numbers differ; blanks beside them, which align columns, may too.
    """
    for pattern, word in RULES:
        text = pattern.sub(word, text)
    if varies:
        text = re.sub(rf" *{NUMBER}", " #", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def printed(cell: NotebookNode) -> str:
    """Returns the text of a cell's outputs; a picture counts by its kind."""
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        pictures = [kind for kind in data if kind.startswith("image/")]
        if pictures:
            texts.append(f"<{pictures[0]}>\n")
        else:
            texts.append(output.get("text") or data.get("text/plain", ""))
    return "".join(texts)


def outputs_of(notebook: NotebookNode) -> str:
    """Returns the normalised outputs of an executed notebook, each below its cell's id."""
    parts = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        text = "" if "remove-cell" in tags else printed(cell)
        if text.strip():
            parts.append(f"== {cell.id}\n{normalised(text, varies=VARIES in tags)}\n")
    return "\n".join(parts)


def pinned_path(name: str, profile: str) -> Path:
    """Returns where the accepted outputs of a notebook are."""
    return PINNED / profile / f"{name}.txt"


def difference(name: str, profile: str, notebook: NotebookNode) -> str:
    """Returns how the outputs of a run differ from the accepted ones; empty if they do not."""
    path = pinned_path(name, profile)
    accepted = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = difflib.unified_diff(
        accepted.splitlines(),
        outputs_of(notebook).splitlines(),
        f"accepted: {path.relative_to(ROOT)}",
        "this run",
        lineterm="",
        n=5,
    )
    return "\n".join(lines)


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all notebooks")
    parser.add_argument(
        "--accept", action="store_true", help="make the last runs the accepted ones"
    )
    arguments = parser.parse_args()
    different = 0
    for tutorial in registry.load().tutorials:
        if arguments.names and tutorial.name not in arguments.names:
            continue
        for profile in tutorial.profiles:
            executed = EXECUTED / profile / f"{tutorial.name}.ipynb"
            if not executed.is_file():
                print(f"{tutorial.name} was not run on {profile}; run `make notebooks`")
                different += 1
                continue
            notebook = nbformat.read(executed, as_version=4)
            if not (shown := difference(tutorial.name, profile, notebook)):
                continue
            print(shown)
            if arguments.accept:
                path = pinned_path(tutorial.name, profile)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(outputs_of(notebook), encoding="utf-8")
            else:
                different += 1
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
