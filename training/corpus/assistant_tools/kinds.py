"""Kinds of tools as `words/assistant_tools_*.txt` describe them.

A file holds blocks of lines `field: text`, each begun by `tool: kind topic`. The fields:

    names, text, text_zh   names (several to a line) and descriptions (one to a line)
    arg, opt               `slot kind key,key|description;description`, needed or not
    en, zh                 what people ask; see `templates.parse`
    follow, follow_zh      what they ask next about something else
    out                    `key=kind ...`: a result's fields; `-` where the tool only says "done"
    say, say_zh            the answer to the result above it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..words import holds_held_out, read_lines
from .templates import Template, parse

_FOLDER = Path(__file__).parent.parent.parent / "words"


@dataclass(frozen=True)
class Slot:
    """Something a question may say, with the names that an argument for it may have."""

    name: str
    kind: str
    keys: tuple[str, ...]
    descriptions: tuple[str, ...]
    required: bool


@dataclass
class Outcome:
    """The fields of a result, and the answer in both languages."""

    fields: tuple[tuple[str, str], ...]
    say: str = ""
    say_chinese: str = ""


@dataclass
class Kind:
    """One purpose of a tool: everything that varies about it."""

    name: str
    topic: str
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    texts_chinese: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    questions: list[Template] = field(default_factory=list)
    questions_chinese: list[Template] = field(default_factory=list)
    follow: list[Template] = field(default_factory=list)
    follow_chinese: list[Template] = field(default_factory=list)


def _slot(text: str, required: bool) -> Slot:
    head, _, about = text.partition("|")
    name, kind, keys = head.split()
    allowed = tuple(key for key in keys.split(",") if not holds_held_out(key))
    if not allowed:
        raise ValueError(f"no argument name left: {text!r}")
    return Slot(name, kind, allowed, tuple(a.strip() for a in about.split(";") if a), required)


def _add(kind: Kind, name: str, text: str) -> None:
    """Stores one line of a block."""
    lists = {"text": kind.texts, "text_zh": kind.texts_chinese}
    templates = {"en": kind.questions, "zh": kind.questions_chinese, "follow": kind.follow,
                 "follow_zh": kind.follow_chinese}  # fmt: skip
    if name in templates:
        templates[name].append(parse(text))
    elif name in lists:
        lists[name].append(text)
    elif name == "names":
        kind.names += [word for word in text.split() if not holds_held_out(word)]
    elif name in ("arg", "opt"):
        kind.slots.append(_slot(text, name == "arg"))
    elif name == "out":
        pairs = [] if text == "-" else [pair.split("=") for pair in text.split()]
        kind.outcomes.append(Outcome(tuple((key, what) for key, what in pairs)))
    elif name == "say":
        kind.outcomes[-1].say = text
    elif name == "say_zh":
        kind.outcomes[-1].say_chinese = text
    else:
        raise ValueError(f"unknown field {name!r}: {text!r}")


def _read(file: str) -> list[Kind]:
    kinds: list[Kind] = []
    for line in read_lines(file):
        name, _, text = line.partition(": ")
        if name == "tool":
            kinds.append(Kind(*text.split()))
        elif name not in ("out", "arg", "opt", "names") and holds_held_out(text):
            continue  # the evaluation keeps a word of it for itself
        else:
            _add(kinds[-1], name, text.rstrip())
    return kinds


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Returns every kind of tool, in the order of the files' names."""
    files = sorted(path.name for path in _FOLDER.glob("assistant_tools_*.txt"))
    return tuple(kind for file in files for kind in _read(file))
