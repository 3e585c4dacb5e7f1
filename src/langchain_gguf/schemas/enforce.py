"""Rewrites a JSON schema to one that llguidance enforces entirely, and names what it does not.

The result is built from scratch: only keywords whose effect is known get into it, each reference
points to a definition of its own, and every value that it admits satisfies the given schema, but
for the keywords that were reported.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from langchain_gguf.errors import SchemaError
from langchain_gguf.schemas.compiler import is_unsatisfiable, schema_refusal
from langchain_gguf.schemas.disjoint import are_disjoint
from langchain_gguf.schemas.document import pointer_to, read_schema, shortened
from langchain_gguf.schemas.equivalents import draft_of, simplified
from langchain_gguf.schemas.findings import Findings, Unenforced, malformed
from langchain_gguf.schemas.finite import without_endless
from langchain_gguf.schemas.keywords import APPLICATORS, OF_KIND, check_keywords, kinds_of
from langchain_gguf.schemas.objects import object_keywords
from langchain_gguf.schemas.references import References
from langchain_gguf.schemas.scalars import counts, number_keywords, string_keywords, values


@dataclass(frozen=True)
class EnforcedSchema:
    """A schema that the grammar enforces.

    Attributes:
        schema: what the model is held to.
        unenforced: keywords of the given schema that are not part of it.
    """

    schema: dict[str, Any]
    unenforced: tuple[Unenforced, ...] = ()


def enforce(schema: Mapping[str, Any], *, strict: bool = True) -> EnforcedSchema:
    """Rewrite a schema so that llguidance enforces it.

    Args:
        schema: a JSON schema of draft 4 to 2020-12.
        strict: refuse keywords that cannot be enforced; otherwise they are only reported.

    Raises:
        SchemaError: a keyword is wrong, or cannot be enforced, or no value satisfies the schema.
    """
    try:
        return _enforced(json.dumps(read_schema(schema)), strict)
    except RecursionError as error:
        raise SchemaError(
            "This schema is nested too deeply, or its $refs lead on too far."
        ) from error


@functools.lru_cache(maxsize=256)
def _enforced(text: str, strict: bool) -> EnforcedSchema:
    """Rewrite a schema; agents send the same ones with every call."""
    document = json.loads(text)
    enforcer = _Enforcer(document)
    root = enforcer.schema(document, "#")
    findings = enforcer.findings
    if strict:
        findings.refuse()
    root, definitions = without_endless(root, enforcer.definitions)
    if root is False:
        raise SchemaError(
            "No finite value satisfies the schema: it is false, or what it demands contains itself."
        )
    found = _with_definitions(root, definitions)
    if refusal := schema_refusal(found):
        found = _without_impossible(root, definitions, refusal) or _refuse(refusal, found, enforcer)
    return EnforcedSchema(found, tuple(findings))


def _with_definitions(root: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    return {"$defs": definitions, **root} if definitions else dict(root)


def _without_impossible(
    root: Any, definitions: dict[str, Any], refusal: str
) -> dict[str, Any] | None:
    """Leave out the definitions that no value satisfies; None if that does not help.

    llguidance leaves such alternatives out itself, but for those behind references.
    """
    while is_unsatisfiable(refusal):
        impossible = [
            name
            for name, part in definitions.items()
            if isinstance(part, dict)
            and is_unsatisfiable(schema_refusal(_with_definitions(part, definitions)))
        ]
        if not impossible:
            return None
        changed = {**definitions, **dict.fromkeys(impossible, False)}
        root, definitions = without_endless(root, changed)
        if root is False:
            return None
        found = _with_definitions(root, definitions)
        refusal = schema_refusal(found)
        if not refusal:
            return found
    return None


def _refuse(refusal: str, found: dict[str, Any], enforcer: _Enforcer) -> NoReturn:
    """Raise, naming the innermost part that llguidance refuses."""
    pointer, refusal = enforcer.innermost(found, refusal)
    at = shortened(pointer)
    if is_unsatisfiable(refusal):
        reason = refusal.removeprefix("Unsatisfiable schema: ")
        raise SchemaError(f"No value satisfies the schema at {at}: {reason}.")
    raise SchemaError(
        f"The schema cannot be enforced at {at}: {refusal}. Simplify this part of it."
    )


class _Enforcer:
    """Rewrites one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.findings = Findings()
        self.definitions: dict[str, Any] = {}
        self._draft = draft_of(document)
        self._references = References(document)
        self._names: dict[tuple[str, bool], str] = {}
        self._pointers: dict[int, str] = {}

    def schema(self, schema: Any, pointer: str, *, is_open: bool = False) -> Any:
        """Rewrite the schema at a pointer.

        Args:
            schema: the schema.
            pointer: where it stands in the document.
            is_open: another schema describes the same object, so this one must not forbid what it
                does not name.
        """
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            malformed(pointer, "", f"{schema!r} is no schema.")
        plain, names = simplified(schema, self._draft, lambda part: self._resolved(part, pointer))
        check_keywords(plain, pointer, names, self.findings)
        combined = [word for word in APPLICATORS if word in plain]
        is_shared = bool(combined) and (len(combined) > 1 or _says_more(plain))
        stays_open = is_open or bool(combined)
        kept: dict[str, Any] = {"type": plain["type"]} if "type" in plain else {}
        kept |= values(plain, pointer, self.findings)
        kept |= number_keywords(plain, pointer, self.findings)
        kept |= string_keywords(plain, pointer, self.findings)
        kept |= self._array_keywords(plain, pointer, names)
        kept |= object_keywords(
            plain, pointer, names, self.findings, self.schema, is_open=stays_open
        )
        branches_open = is_open or is_shared or len(plain.get("allOf", ())) > 1
        found = self._combine(kept, plain, pointer, is_open=branches_open)
        self._pointers[id(found)] = pointer
        return found

    def _resolved(self, schema: Any, pointer: str) -> Any:
        """Follow a reference that is all that a schema says."""
        for _ in range(8):
            if not (isinstance(schema, dict) and isinstance(schema.get("$ref"), str)):
                break
            schema = self._references.at(self._references.target(schema["$ref"], pointer))
        return schema

    def _array_keywords(
        self, plain: Mapping[str, Any], pointer: str, names: Mapping[str, str]
    ) -> dict[str, Any]:
        if "array" not in kinds_of(plain):
            return {}
        kept: dict[str, Any] = {}
        if "prefixItems" in plain:
            at = pointer_to(pointer, names.get("prefixItems", "prefixItems"))
            kept["prefixItems"] = [
                self.schema(part, pointer_to(at, index))
                for index, part in enumerate(plain["prefixItems"])
            ]
        if "items" in plain:
            at = pointer_to(pointer, names.get("items", "items"))
            kept["items"] = self.schema(plain["items"], at)
        return kept | counts(plain, ("minItems", "maxItems"), pointer, self.findings)

    def _combine(
        self, kept: dict[str, Any], plain: Mapping[str, Any], pointer: str, *, is_open: bool
    ) -> Any:
        """Add the schemas that describe the same value."""
        everything = list(kept.pop("allOf", ()))
        for index, part in enumerate(plain.get("allOf", ())):
            at = pointer_to(pointer, "allOf", index)
            everything.append(self.schema(part, at, is_open=is_open))
        if "$ref" in plain:
            everything.append({"$ref": self._definition(plain["$ref"], pointer, is_open=is_open)})
        for word in ("anyOf", "oneOf"):
            if word in plain:
                everything.append({"anyOf": self._options(plain, word, pointer, is_open=is_open)})
        for part in everything:
            if part is False:
                return False
            if isinstance(part, dict) and _can_be_merged(kept, part):
                kept |= part
            elif isinstance(part, dict):
                kept.setdefault("allOf", []).append(part)
        return kept

    def _options(
        self, plain: Mapping[str, Any], word: str, pointer: str, *, is_open: bool
    ) -> list[Any]:
        """Rewrite alternatives; those of `oneOf` must exclude each other."""
        parts = plain[word]
        places = [pointer_to(pointer, word, index) for index in range(len(parts))]
        if not parts:
            malformed(pointer, word, "it needs at least one schema.")
        if word == "oneOf" and not are_disjoint(plain, parts, places, self._references):
            self.findings.add(pointer, word, "its alternatives may overlap; use anyOf, or give "
                              "each a required property with a 'const' of its own")  # fmt: skip
        return [
            self.schema(part, at, is_open=is_open) for part, at in zip(parts, places, strict=True)
        ]

    def _definition(self, reference: str, pointer: str, *, is_open: bool) -> str:
        """Rewrite what a reference names, once, and return a reference to that."""
        target = self._references.target(reference, pointer)
        key = (target, is_open)
        if key not in self._names:
            self._names[key] = name = f"d{len(self._names)}"
            self.definitions[name] = True
            part = self._references.at(target)
            self.definitions[name] = self.schema(part, target, is_open=is_open)
        return f"#/$defs/{self._names[key]}"

    def innermost(self, root: dict[str, Any], refusal: str) -> tuple[str, str]:
        """Find the innermost part that llguidance refuses by itself, and why."""
        definitions = root.get("$defs", {})
        node, pointer, seen = root, "#", set[int]()
        while True:
            seen.add(id(node))
            for part in _parts(node, definitions):
                if id(part) in seen or not isinstance(part, dict):
                    continue
                inner = schema_refusal({"$defs": definitions, **part})
                if inner and is_unsatisfiable(inner) == is_unsatisfiable(refusal):
                    node, refusal = part, inner
                    pointer = self._pointers.get(id(part), pointer)
                    break
            else:
                return pointer, refusal


def _says_more(plain: Mapping[str, Any]) -> bool:
    """Whether a schema describes objects itself, beside the schemas that it combines."""
    others = ("properties", "patternProperties", "additionalProperties", "required")
    return not plain.keys().isdisjoint((*others, "minProperties", "unevaluatedProperties"))


def _can_be_merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two schemas say the same as one with the keywords of both."""
    if one.keys() & other.keys():
        return False
    # These depend on their neighbours, such as additionalProperties on properties.
    groups = (OF_KIND["object"], OF_KIND["array"])
    return not any(one.keys() & set(words) and other.keys() & set(words) for words in groups)


def _parts(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[Any]:
    """List the schemas directly below one, those that a value must satisfy first."""
    properties, required = node.get("properties", {}), node.get("required", ())
    by_need = sorted(properties, key=lambda name: name not in required)
    found = [*node.get("allOf", ()), *(properties[name] for name in by_need)]
    if "$ref" in node:
        found.append(definitions.get(node["$ref"].removeprefix("#/$defs/")))
    found += [*node.get("prefixItems", ()), node.get("items"), node.get("additionalProperties")]
    return [*found, *node.get("anyOf", ()), *node.get("patternProperties", {}).values()]
