"""What a published file must not hold: traces of the machine and the run that made it."""

import re
import sys
import tempfile
from pathlib import Path

from scripts.registry import ROOT

PUBLISHED = (".html", ".json", ".ipynb", ".txt", ".xml")
# A user's home may be short ("/root"), so what follows it counts.
FOLDERS = {f"{folder}/" for folder in (ROOT, Path.home(), sys.prefix, tempfile.gettempdir())}
PATTERNS = {
    "folder": re.compile("|".join(rf"(?<![\w.:/-]){re.escape(one)}" for one in sorted(FOLDERS))),
    "run id": re.compile(r"\b(?:lc_)?run-{1,2}[0-9a-f]{4,}-[0-9a-f-]{4,}"),
    "loader": re.compile(
        r"\b(?:llama_model_loader|llama_context|llama_kv_cache\w*|load_tensors|print_info): "
    ),
}


def traces(text: str) -> list[str]:
    """Returns what a text tells of the machine and the run, each with its kind."""
    return [
        f"{kind}: {match[0]}" for kind, regex in PATTERNS.items() for match in regex.finditer(text)
    ]


def traces_in(site: Path) -> list[str]:
    """Returns the traces in all published files of a site, each with its file."""
    return [
        f"{path.relative_to(site)}: {trace}"
        for path in sorted(site.rglob("*"))
        if path.suffix in PUBLISHED
        for trace in traces(path.read_text(encoding="utf-8"))
    ]
