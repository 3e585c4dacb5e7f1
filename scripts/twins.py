"""Pages of docs/ in other languages: docs/<language>/<page>.md, the twin of docs/<page>.md.

A twin's front matter holds the hash of each section of its original, in order, so that a change of
one section says which part of the translation to look at:

    sources:
      - "1f0c93ab"  # Goals, in order
"""

import re
from pathlib import Path
from typing import NamedTuple

import yaml

from scripts.catalogue import TODO, hash_of
from scripts.registry import ROOT
from scripts.structure import FENCE, differences

DOCS = ROOT / "docs"
FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
# What a program writes into a page, between the comments `name:start` and `name:end`.
GENERATED = re.compile(r"(<!-- (\S+):start -->\n).*?(<!-- \2:end -->)", re.DOTALL)
SOURCES = re.compile(r"^sources:\n(?:  .*\n)*", re.MULTILINE)


class Section(NamedTuple):
    """A heading (empty before the first one) and the text from it to the next."""

    heading: str
    text: str


def originals() -> dict[str, Path]:
    """Returns the English pages that are written by hand, by their names on the site."""
    pages = {path.name: path for path in sorted(DOCS.glob("*.md"))}
    return {**pages, "changelog.md": ROOT / "CHANGELOG.md"}


def twin_path(page: str, language: str) -> Path:
    """Returns where the translation of a page is."""
    return DOCS / language / page


def body(text: str) -> str:
    """Returns a page without its front matter."""
    return FRONT_MATTER.sub("", text, count=1)


def sections(text: str) -> list[Section]:
    """Returns the sections of a page, without what a program wrote into them.

    Headings inside of code do not count.
    """
    text = GENERATED.sub(r"\1\3", body(text))
    # Of the same length, so that the places of headings stay the same.
    blank = FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    headings = list(HEADING.finditer(blank))
    starts = [0, *(match.start() for match in headings)]
    names = ["", *(match[1] for match in headings)]
    ends = [*starts[1:], len(text)]
    parts = zip(names, starts, ends, strict=True)
    found = [Section(name, text[start:end].strip()) for name, start, end in parts]
    return [section for section in found if section.text]


def recorded_sources(text: str) -> list[str]:
    """Returns the hashes in the front matter of a twin."""
    match = FRONT_MATTER.match(text)
    meta = yaml.safe_load(match[1]) if match else None
    return list(meta.get("sources") or []) if isinstance(meta, dict) else []


def problems(page: str, original: str, twin: str | None) -> list[str]:
    """Returns what is missing, stale or built otherwise in the translation of a page."""
    if twin is None:
        return [f"{page}: not translated"]
    ours, theirs = sections(original), sections(twin)
    sources = recorded_sources(twin)
    hashes = [hash_of(section.text) for section in ours]
    if sources != hashes:
        changed = [
            section.heading or "the beginning"
            for section, value in zip(ours, hashes, strict=True)
            if value not in sources
        ]
        what = f"changed or new: {'; '.join(changed)}" if changed else "sections moved or are gone"
        return [f"{page}: the original has changed since ({what})"]
    if len(ours) != len(theirs):
        return [f"{page}: {len(ours)} sections, but {len(theirs)} in the translation"]
    found = []
    for section, translation in zip(ours, theirs, strict=True):
        where = f"{page}: {section.heading or 'the beginning'}"
        if re.search(rf"^{TODO}$", translation.text, re.MULTILINE):
            found.append(f"{where}: not translated")
        found += [f"{where}: {what}" for what in differences(section.text, translation.text)]
    return found


def with_sources(original: str, twin: str) -> str:
    """Returns a twin whose front matter holds the hashes of the present original."""
    lines = [
        f'  - "{hash_of(section.text)}"  # {section.heading}'.rstrip(" #")
        for section in sections(original)
    ]
    block = "sources:\n" + "".join(f"{line}\n" for line in lines)
    match = FRONT_MATTER.match(twin)
    if match is None:
        return f"---\n{block}---\n\n{twin}"
    return f"---\n{SOURCES.sub('', match[1])}{block}---\n{twin[match.end() :]}"


def begun(original: str) -> str:
    """Returns a twin to start from: the original, each section marked as still to be translated."""
    texts = [f"{section.text}\n\n{TODO}\n" for section in sections(original)]
    return with_sources(original, "\n".join(texts))


def all_problems(language: str) -> list[str]:
    """Returns the problems of all pages, and twins without an original.

    Args:
        language: The language of the twins.
    """
    found = []
    for page, path in originals().items():
        twin = twin_path(page, language)
        text = twin.read_text(encoding="utf-8") if twin.is_file() else None
        found += problems(page, path.read_text(encoding="utf-8"), text)
    names = {path.name for path in (DOCS / language).glob("*.md")}
    return found + [f"{name}: has no original" for name in sorted(names - set(originals()))]
