"""Where the references of a schema lead. Nothing outside of it is ever read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from langchain_gguf.schemas.document import pointer_to
from langchain_gguf.schemas.findings import malformed

# Values, in which `$id` and `$anchor` are only data.
_DATA = frozenset({"enum", "const", "default", "examples", "example"})


class References:
    """Finds what references name: places in the document, anchors, embedded schemas with ids."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Index a document."""
        self._document = document
        self._bases: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._id_keyword = "id" if "draft-04" in str(document.get("$schema", "")) else "$id"
        self._index(document, "#", "")

    def _index(self, value: Any, pointer: str, base: str) -> None:
        """Note the places of all schemas that have a name, below one that has a base URI."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._index(item, pointer_to(pointer, index), base)
        elif isinstance(value, dict):
            base = self._enter(value, pointer, base)
            for key, item in value.items():
                if key not in _DATA:
                    self._index(item, pointer_to(pointer, key), base)

    def _enter(self, schema: Mapping[str, Any], pointer: str, base: str) -> str:
        """Note the names of one schema; returns the base URI of what lies below."""
        anchors = [schema.get(keyword) for keyword in ("$anchor", "$dynamicAnchor")]
        given = schema.get(self._id_keyword)
        if isinstance(given, str) and given.startswith("#"):
            anchors.append(given[1:])
        elif isinstance(given, str):
            base = urldefrag(urljoin(base, given)).url
        if pointer == "#" or isinstance(given, str):
            self._bases[pointer] = base
            self._places.setdefault(f"{base}#", pointer)
        for anchor in anchors:
            if not isinstance(anchor, str):
                continue
            known = self._places.setdefault(f"{base}#{anchor}", pointer)
            if known != pointer:
                malformed(pointer, "$anchor", f"{anchor!r} is also the name of {known}.")
        return base

    def _base_at(self, pointer: str) -> str:
        """Return the URI of the schema that a place belongs to."""
        while pointer not in self._bases and "/" in pointer:
            pointer = pointer.rpartition("/")[0]
        return self._bases.get(pointer, "")

    def target(self, reference: str, pointer: str) -> str:
        """Return the pointer of what a reference at a pointer names.

        Raises:
            SchemaError: it names nothing inside of the document.
        """
        base = self._base_at(pointer)
        # urljoin knows some schemes only, and needs to know none for a place in the same schema.
        whole = base + reference if reference.startswith("#") else urljoin(base, reference)
        uri, fragment = urldefrag(whole)
        fragment = unquote(fragment)
        root = self._places.get(f"{uri}#")
        if root is not None and (not fragment or fragment.startswith("/")):
            found = root + fragment
            if self._exists(found):
                return found
        elif f"{uri}#{fragment}" in self._places:
            return self._places[f"{uri}#{fragment}"]
        return malformed(
            pointer,
            "$ref",
            f"{reference!r} leads nowhere inside of it, and nothing else is read. Put what it "
            "names under $defs.",
        )

    def at(self, pointer: str) -> Any:
        """Return what stands at a pointer."""
        found: Any = self._document
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found

    def _exists(self, pointer: str) -> bool:
        try:
            return isinstance(self.at(pointer), dict | bool)
        except (KeyError, IndexError, ValueError, TypeError):
            return False


def is_recursive(schema: Mapping[str, Any]) -> bool:
    """Whether a schema refers to something that contains the reference.

    Raises:
        SchemaError: a reference leads out of it.
    """
    references = References(schema)
    finished: set[str] = set()

    def leads_back(pointer: str, above: tuple[str, ...]) -> bool:
        if pointer in above or pointer in finished:
            return pointer in above
        found = any(
            leads_back(references.target(reference, at), (*above, pointer))
            for at, reference in _references_in(references.at(pointer), pointer)
        )
        finished.add(pointer)
        return found

    return leads_back("#", ())


def _references_in(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the references below a place, with the pointers of the schemas that they stand in."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references_in(item, pointer_to(pointer, index))
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield pointer, value["$ref"]
        for key, item in value.items():
            if key not in _DATA:
                yield from _references_in(item, pointer_to(pointer, key))
