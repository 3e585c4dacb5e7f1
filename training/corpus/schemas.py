"""JSON schemas in every form that LangChain gives them, and what stands for a missing value."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json

# pydantic class, TypedDict, dataclass, a dict that pydantic wrote, a dict written by hand
STYLES = ("pydantic", "typed_dict", "titled", "defs", "plain")
_WEIGHTS = (42, 18, 12, 8, 20)
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_LIST_ITEMS = {"list": "string", "numbers": "integer"}
UNKNOWN = "unknown"


class Field(NamedTuple):
    """One property of a schema.

    `kind` is integer, number, boolean, list, numbers, enum, object, objects, or anything else for
    a string. An optional field is null, or left out, where the text does not say it.
    """

    name: str
    kind: str
    description: str | None = None
    optional: bool = False
    options: tuple[Any, ...] = ()
    fields: tuple[Field, ...] = ()
    title: str = ""


class Task(NamedTuple):
    """A schema with the requests for it and the objects that answer them.

    In the objects, None stands for what an optional field lacks.
    """

    title: str
    description: str
    fields: list[Field]
    turns: list[tuple[str, Json]]


def nothing(field: Field) -> Any:
    """Returns what a field that may not be null holds where the text does not say it."""
    if field.kind in ("list", "numbers", "objects"):
        return []
    if field.kind in ("integer", "number"):
        return 0
    if field.kind == "boolean":
        return False
    return UNKNOWN if UNKNOWN in field.options else ""


def random_style(rng: Random) -> str:
    """Returns one of the styles, pydantic most often."""
    return rng.choices(STYLES, _WEIGHTS)[0]


def title_of(name: str) -> str:
    """Returns the title that pydantic gives a property."""
    return name.replace("_", " ").title()


def _object(field: Field, style: str) -> Json:
    inner = {part.name: _property(part, style) for part in field.fields}
    required = [part.name for part in field.fields if not part.optional]
    if style in ("pydantic", "titled", "defs"):
        found: Json = {"properties": inner, "required": required, "type": "object"}
        return {**found, "title": field.title} if style != "pydantic" and field.title else found
    return {"type": "object", "properties": inner, "required": required}


def _kind(field: Field, style: str) -> Json:
    """The part of a property that says its type."""
    type_first = style in ("typed_dict", "plain")
    if field.kind == "object":
        return {"$ref": f"#/$defs/{field.title}"} if style == "defs" else _object(field, style)
    if field.kind in _LIST_ITEMS or field.kind == "objects":
        items: Json = {"type": _LIST_ITEMS.get(field.kind, "object")}
        if field.kind == "objects":
            items = {"$ref": f"#/$defs/{field.title}"} if style == "defs" else _object(field, style)
        return (
            {"type": "array", "items": items} if type_first else {"items": items, "type": "array"}
        )
    kind: Json = {"type": _TYPES.get(field.kind, "string")}
    if field.options:
        kind["type"] = "integer" if isinstance(field.options[0], int) else "string"
        options: Json = {"enum": list(field.options)}
        if len(field.options) == 1:
            options = {"const": field.options[0]}
        return {**kind, **options} if style == "plain" else {**options, **kind}
    return kind


def _property(field: Field, style: str) -> Json:
    kind = _kind(field, style)
    about: Json = {"description": field.description} if field.description else {}
    title: Json = {"title": title_of(field.name)} if style in ("titled", "defs") else {}
    if field.optional and style in ("pydantic", "titled", "defs"):
        return {"anyOf": [kind, {"type": "null"}], "default": None, **about, **title}
    if field.optional and style == "plain" and "enum" not in kind and "properties" not in kind:
        return {**kind, "type": [kind["type"], "null"], **about}
    if "$ref" in kind:
        return {**about, **kind}
    return {**kind, **about} if style == "plain" else {**about, **title, **kind}


def _definitions(fields: list[Field], style: str) -> Json:
    return {
        field.title: {"properties": {part.name: _property(part, style) for part in field.fields},
                      "required": [part.name for part in field.fields], "title": field.title,
                      "type": "object"}
        for field in fields if field.fields
    }  # fmt: skip


def schema_of(task: Task, style: str) -> Json:
    """Returns the JSON schema of a task in one of the `STYLES`."""
    properties = {field.name: _property(field, style) for field in task.fields}
    required = [field.name for field in task.fields if not field.optional]
    about: Json = {"description": task.description} if task.description else {}
    if style == "pydantic":
        return {"title": task.title, "description": task.description, "properties": properties,
                "required": required, "type": "object"}  # fmt: skip
    if style in ("titled", "defs"):
        definitions = _definitions(task.fields, style) if style == "defs" else {}
        head: Json = {"$defs": definitions} if definitions else {}
        return {**head, **about, "properties": properties, "required": required,
                "title": task.title, "type": "object"}  # fmt: skip
    if style == "typed_dict":
        return {"title": task.title, "description": task.description, "type": "object",
                "properties": properties, "required": required}  # fmt: skip
    # A hand-written schema often forbids other keys; where every key is required it may not say so.
    closed: Json = {"additionalProperties": False} if len(properties) % 2 else {}
    return {"title": task.title, **about, "type": "object", "properties": properties,
            "required": required, **closed}  # fmt: skip


def as_answered(task: Task, style: str, found: Json) -> Json:
    """Returns an object as it answers a schema of this style: null only where it may be null."""
    fields = {field.name: field for field in task.fields}
    return {
        key: what
        for key, what in found.items()
        if what is not None or _may_be_null(fields[key], style)
    }


def _may_be_null(field: Field, style: str) -> bool:
    if not field.optional or style == "typed_dict":
        return False
    return style != "plain" or not (field.options or field.fields)


def without_nulls(found: Json) -> Json:
    """Returns an object as the arguments of a call: what is not said is left out."""
    return {key: what for key, what in found.items() if what is not None}
