"""A drill on notes: two to five short sentences, and small schemas that ask for what they say.

Most notes hold one value of a kind, so that the kind that a key means tells which value it is. A
person and a city in one sentence are an object; those that stand alone are not. Some notes hold two
values of a kind, which only their deeds or what they are tell apart.
"""

from __future__ import annotations

from random import Random

from ..chat_format import (
    Conversation,
    Message,
    assistant,
    system,
    to_json,
    user,
)
from . import note_nouns
from .drill_fields import (
    DRILL_FIELDS,
    KEYS_OF_KINDS,
    NOTE_FIELDS,
    deeds,
    nested,
    object_request,
    word_enum,
    word_fact,
)
from .note_steps import (
    ABOUT,
    ASIDES,
    CHINESE_ABOUT,
    CHINESE_ASIDES,
    CHINESE_OPENINGS,
    OPENINGS,
    VAGUE_KEYS,
    single_values,
    small_notes,
    whole_notes,
)
from .plain_extraction import Part, simple, styled
from .plain_fields import FIELDS, PlainField
from .plain_noun_fields import noun_field
from .words import chance

_TRUTHS = ("is", "has", "fact")
_SHARES = {"person": 4.0, "city": 4.0, "name": 2.0, "code": 2.0, "date": 2.0, "time": 3.0, "count": 2.0, "numbered": 2.0,
           "measure": 3.0, "fact": 2.0, "enum": 3.0, "list": 3.0, "is": 0.5, "has": 1.0}  # fmt: skip
_TWICE = ("person", "person", "city", "city", "date", "time", "name")
_OF_DEEDS = ("person", "city", "date", "time")
_NUMBERS = ("count", "count", "numbered", "measure", "measure")


def _by_kind(fields: list[PlainField]) -> dict[str, list[PlainField]]:
    kinds: dict[str, list[PlainField]] = {}
    for field in fields:
        kinds.setdefault(field.kind, []).append(field)
    return kinds


# Truths that are told by their opposites are left to another drill.
_OTHERS = [field for field in DRILL_FIELDS if field.kind != "fact"]
_BY_KIND = _by_kind([*_OTHERS, *NOTE_FIELDS, *NOTE_FIELDS, *FIELDS])
# No two of these are told in the same words.
_PLAIN_BY_KIND = _by_kind(FIELDS)


def _any_of_kind(rng: Random, part: Part) -> Part:
    """Gives a property any key of its kind."""
    keys = [key for key in KEYS_OF_KINDS.get(_kind(part), ()) if key not in VAGUE_KEYS]
    return part._replace(key=styled(rng, rng.choice(keys))) if keys else part


def _of_kind(rng: Random, kind: str, chinese: bool) -> Part:
    """A property of a kind; now and then one of a deed, or one that is named after a noun."""
    if kind in _OF_DEEDS and chance(rng, 0.25):
        return _of_deed(rng, kind, chinese)
    if kind in note_nouns.KINDS and chance(rng, 0.35):
        return _of_noun(rng, kind, chinese)
    field = rng.choice(_BY_KIND[kind])
    if kind in ("enum", "fact") and chance(rng, 0.4):
        field = (word_enum if kind == "enum" else word_fact)(rng, chinese)
    elif chance(rng, 0.1):
        made = noun_field(rng, chinese)
        field = made if made.kind == kind else field
    return _with_forms(rng, field, chinese)


def _of_deed(rng: Random, kind: str, chinese: bool) -> Part:
    """Who did something, where or when: in Chinese the deed follows the value at once."""
    while True:
        for part in deeds(rng, chinese):
            if _kind(part) == kind:
                return part


def _of_noun(rng: Random, kind: str, chinese: bool) -> Part:
    """A property that is named after an ordinary noun."""
    field = note_nouns.noun_named(rng, kind)
    told = field.chinese_sentences if chinese else field.sentences
    part = simple(rng, field, chinese)
    return part._replace(forms=tuple(rng.sample(told, len(told))))


def _with_forms(rng: Random, field: PlainField, chinese: bool) -> Part:
    """A property of a field, told in its forms in any order."""
    part = simple(rng, field, chinese)
    return part._replace(forms=tuple(rng.sample(part.forms, len(part.forms))))


def _kind(part: Part) -> str:
    return part.field.kind if part.field else ""


def _kinds(rng: Random, size: int) -> list[str]:
    """Different kinds of values, one truth at most."""
    kinds: list[str] = []
    while len(kinds) < size:
        kind = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
        taken = _TRUTHS if kind in _TRUTHS else (kind,)
        if not any(other in kinds for other in taken):
            kinds.append(kind)
    return kinds


def _one_of_each(rng: Random, chinese: bool) -> list[Part]:
    """Properties of different kinds, and often an object of a person and a city besides."""
    parts = [_of_kind(rng, kind, chinese) for kind in _kinds(rng, rng.choice((1, 2, 2, 3, 3, 4)))]
    if len(parts) == 1 or chance(rng, 0.3):
        parts.append(nested(rng, chinese))
    return [_any_of_kind(rng, part) if chance(rng, 0.5) else part for part in parts]


def _people_and_places(rng: Random, chinese: bool) -> list[Part]:
    """An object of a person and a city, and a person, a city or both that stand alone."""
    kinds = rng.choice((("person",), ("city",), ("person", "city"), ("person", "city", "name")))
    parts = [_any_of_kind(rng, _of_kind(rng, kind, chinese)) for kind in kinds]
    return [*parts, nested(rng, chinese)]


def _numbers(rng: Random, chinese: bool) -> list[Part]:
    """Two or three numbers: one before a word, one after a word, others with different units."""
    parts: dict[str, Part] = {}
    size = rng.choice((2, 2, 3))
    while len(parts) < size:
        part = _of_kind(rng, rng.choice(_NUMBERS), chinese)
        unit = part.field.extra if part.field and part.field.kind == "measure" else _kind(part)
        parts.setdefault(unit, part)
    return [_any_of_kind(rng, part) if chance(rng, 0.5) else part for part in parts.values()]


def _truths(rng: Random, chinese: bool) -> list[Part]:
    """One to three things that are true or not, and mostly something else."""
    parts = [_of_kind(rng, rng.choice(_TRUTHS), chinese) for _ in range(rng.choice((1, 2, 2, 3)))]
    return parts + _others(rng, chinese, _TRUTHS, 2 - len(parts) if len(parts) < 2 else 1)


def _two_of_one(rng: Random, chinese: bool) -> list[Part]:
    """Two properties of one kind, told apart by a deed or by what they are; and others."""
    if chance(rng, 0.4):
        return deeds(rng, chinese) + _others(rng, chinese, (), 1)
    kind = rng.choice(_TWICE)
    one, other = rng.sample(_PLAIN_BY_KIND[kind], 2)
    if chance(rng, 0.3):
        other = rng.choice(_BY_KIND[kind])
    pair = [_with_forms(rng, field, chinese) for field in (one, other)]
    return pair + _others(rng, chinese, (kind,), 1)


def _others(rng: Random, chinese: bool, but: tuple[str, ...], size: int) -> list[Part]:
    kinds = [kind for kind in _kinds(rng, size) if kind not in but]
    return [_of_kind(rng, kind, chinese) for kind in kinds]


_MAKERS = (_one_of_each, _people_and_places, _numbers, _truths, _two_of_one)
_MAKER_SHARES = (32, 18, 22, 14, 14)


def _about(part: Part) -> str:
    """What a property is about: no two of a note are about the same, or have a key in common."""
    return str(part.field.keys) if part.field else ""


def _parts(rng: Random, chinese: bool) -> list[Part]:
    while True:
        parts = rng.choices(_MAKERS, _MAKER_SHARES)[0](rng, chinese)[:5]
        subjects = {_about(part) for part in parts}
        if 1 < len(parts) == len(subjects) == len({part.key for part in parts}):
            rng.shuffle(parts)
            return parts


def _note(rng: Random, parts: list[Part], turn: int, chinese: bool) -> tuple[str, list[object]]:
    """A note that says everything in an order of its own, and the values."""
    values: list[object] = []
    sentences = []
    for part in parts:
        value, sentence = part.say(rng, turn, chinese)
        values.append(value)
        sentences.append(sentence)
    if chance(rng, 0.4):
        sentences.append(rng.choice(CHINESE_ASIDES if chinese else ASIDES))
    rng.shuffle(sentences)
    opening = rng.choice(CHINESE_OPENINGS if chinese else OPENINGS) if chance(rng, 0.3) else ""
    return opening + ("" if chinese else " ").join(sentences), values


def _schema(rng: Random, parts: list[Part], chinese: bool) -> str:
    """The request for an object with some properties."""
    return object_request(rng, parts, CHINESE_ABOUT if chinese else ABOUT, 0.4)


def _many_notes(rng: Random, chinese: bool) -> Conversation:
    """One schema for some notes; each says the same in other words."""
    parts = _parts(rng, chinese)
    unasked = 1 if len(parts) > 2 and chance(rng, 0.15) else 0
    asked = parts[unasked:]
    messages: list[Message] = [system(_schema(rng, asked, chinese))]
    for turn in range(rng.choice((2, 2, 3, 3, 4))):
        told = rng.sample(range(len(parts)), len(parts))
        text, values = _note(rng, [parts[at] for at in told], turn, chinese)
        found = {part.key: values[told.index(at)] for at, part in enumerate(parts) if at >= unasked}
        messages += [user(text), assistant(to_json(found))]
    return Conversation(tuple(messages))


_FORMS = (single_values, small_notes, whole_notes, _many_notes)
_FORM_SHARES = (8, 22, 54, 16)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    chinese = chance(rng, 0.47)
    return rng.choices(_FORMS, _FORM_SHARES)[0](rng, chinese)
