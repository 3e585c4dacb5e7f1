"""Writes the lists of tutorials in README.md and notebooks/README.md from the registry.

    python -m scripts.listings [--check]

A list stands between the comments `tutorials:start` and `tutorials:end`.
"""

import argparse
import re
import sys
from pathlib import Path

from scripts import registry
from scripts.registry import ROOT, Registry

LIST = re.compile(r"(<!-- tutorials:start -->\n).*?(<!-- tutorials:end -->)", re.DOTALL)
# The files, and what leads from each to the notebooks.
FILES = {ROOT / "README.md": "notebooks/", ROOT / "notebooks" / "README.md": ""}


def markdown_list(entries: Registry, language: str, address: str) -> str:
    """Returns the tutorials under their sections, in Markdown.

    Args:
        entries: The registry.
        language: Language of headings, titles and summaries.
        address: Address of a tutorial, with `{name}` in place of its name.
    """
    colon, lines = ("：" if language == "zh" else ": "), []
    for section, tutorials in entries.by_section().items():
        lines += [f"**{entries.sections[section][language]}**", ""]
        for tutorial in tutorials:
            link = f"[{tutorial.title[language]}]({address.format(name=tutorial.name)})"
            lines.append(f"- {link}{colon}{tutorial.summary[language]}")
        lines.append("")
    return "\n".join(lines).rstrip()


def with_list(path: Path) -> str:
    """Returns the text of a file with its list renewed.

    Raises:
        ValueError: The file has no place for it.
    """
    text = path.read_text(encoding="utf-8")
    listed = markdown_list(registry.load(), "en", FILES[path] + "{name}.ipynb")
    filled, count = LIST.subn(lambda match: f"{match[1]}{listed}\n{match[2]}", text)
    if count != 1:
        raise ValueError(f"{path} needs one pair of tutorials:start and tutorials:end comments")
    return filled


def outdated_files() -> list[Path]:
    """Returns the files whose list is not what the registry says."""
    return [path for path in FILES if with_list(path) != path.read_text(encoding="utf-8")]


def main() -> int:
    """Runs the command line and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    outdated = outdated_files()
    for path in outdated:
        if check:
            print(f"{path.relative_to(ROOT)}: the tutorials differ; run `make listings`")
        else:
            path.write_text(with_list(path), encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
