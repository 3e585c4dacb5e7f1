"""Compares how two Markdown texts are built: a translation has to have its original's parts."""

import re
from collections.abc import Callable

FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)")
LIST_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) ", re.MULTILINE)
TABLE_ROW = re.compile(r"^\|.*\|$", re.MULTILINE)
# Places that the build fills, and blocks of mkdocstrings.
MARK = re.compile(r"^<!-- .*? -->|^::: \S+", re.MULTILINE)


def code_blocks(text: str) -> list[str]:
    """Returns the fenced blocks of a text, fences included."""
    return [match[0] for match in FENCE.finditer(text)]


def prose(text: str) -> str:
    """Returns a text without its fenced blocks."""
    return FENCE.sub("", text)


def link_targets(text: str) -> list[str]:
    """Returns where links lead, without anchors: headings have other ids in another language."""
    return sorted(address.partition("#")[0] for address in LINK.findall(prose(text)))


# What is compared, under the words that a message uses for it.
PARTS: dict[str, Callable[[str], list[str]]] = {
    "headings": lambda text: HEADING.findall(prose(text)),
    "code blocks": code_blocks,
    "code words": lambda text: sorted(set(CODE_SPAN.findall(prose(text)))),
    "links": link_targets,
    "list items": lambda text: ["item"] * len(LIST_ITEM.findall(prose(text))),
    "table rows": lambda text: ["row"] * len(TABLE_ROW.findall(prose(text))),
    "marked places": lambda text: MARK.findall(prose(text)),
}


def differences(original: str, translation: str) -> list[str]:
    """Returns in which parts a translation is built otherwise than its original."""
    found = []
    for name, parts_of in PARTS.items():
        ours, theirs = parts_of(original), parts_of(translation)
        if ours == theirs:
            continue
        missing = [part for part in ours if part not in theirs]
        extra = [part for part in theirs if part not in ours]
        detail = "".join(
            f"; {word}: {', '.join(parts)}"
            for word, parts in (("missing", missing), ("not in the original", extra))
            if parts
        )
        found.append(f"{name} differ ({len(ours)} and {len(theirs)}{detail})")
    return found
