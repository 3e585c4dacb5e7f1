"""Fields of notes named after ordinary nouns: what somebody is, what takes place, what was sent.

A key is made of a noun and of what is asked of it, so that the same few words for who, where, when
and how much meet many nouns: a key that was never seen is understood by its parts.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .plain_fields import PlainField
from .words import allowed, read_lines, read_table


class _Form(NamedTuple):
    """What is told of the nouns of a section: a row of words/note_forms.txt."""

    section: str
    kind: str
    keys: tuple[str, ...]
    sentences: tuple[str, ...]
    chinese_sentences: tuple[str, ...]
    # a range, or a unit
    extra: str


def _forms() -> list[_Form]:
    forms = []
    for section, kind, keys, english, chinese, *extra in read_table("note_forms.txt"):
        told = tuple(english.split(";")), tuple(chinese.split(";"))
        forms.append(_Form(section, kind, tuple(keys.split(",")), *told, "".join(extra)))
    return forms


def _nouns() -> dict[str, list[tuple[str, str]]]:
    """The nouns of each section, English and Chinese."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in read_lines("note_nouns.txt"):
        if line.startswith("= "):
            rows = found.setdefault(line[2:], [])
        elif len(row := allowed(line.split("|"))) == 2:
            rows.append((row[0], row[1]))
    return found


_FORMS = _forms()
_NOUNS = _nouns()
KINDS = frozenset(form.kind for form in _FORMS)


def _named(texts: tuple[str, ...], noun: str, chinese_noun: str) -> tuple[str, ...]:
    """Puts the nouns into texts."""
    marks = {"{n}": noun, "{n!}": noun[:1].upper() + noun[1:], "{z}": chinese_noun}
    for mark, shown in marks.items():
        texts = tuple(text.replace(mark, shown) for text in texts)
    return texts


def _field(form: _Form, noun: str, chinese_noun: str) -> PlainField:
    keys = _named(form.keys, noun.replace(" ", "_").replace("-", "_"), chinese_noun)
    told = _named(form.sentences, noun, chinese_noun)
    told_in_chinese = _named(form.chinese_sentences, noun, chinese_noun)
    return PlainField(form.kind, keys, noun, chinese_noun, told, told_in_chinese, form.extra)


def noun_named(rng: Random, kind: str) -> PlainField:
    """Returns a field of one of the kinds, named after a noun, with sentences of its own only."""
    form = rng.choice([form for form in _FORMS if form.kind == kind])
    return _field(form, *rng.choice(_NOUNS[form.section]))
