"""What was found in a schema that no grammar holds a model to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from langchain_gguf.errors import SchemaError
from langchain_gguf.schemas.document import pointer_to, shortened

_MOST_SHOWN = 8


@dataclass(frozen=True)
class Unenforced:
    """A keyword of a schema that the grammar does not enforce.

    Attributes:
        pointer: where the keyword stands, such as `#/properties/a/uniqueItems`.
        reason: why it cannot be enforced.
    """

    pointer: str
    reason: str

    @property
    def keyword(self) -> str:
        """Name of the keyword."""
        return self.pointer.rsplit("/", 1)[-1]


class Findings:
    """Collects the keywords of one schema that cannot be enforced, each once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[str, Unenforced] = {}

    def __iter__(self) -> Iterator[Unenforced]:
        """Iterate in the order in which they were found."""
        return iter(self._found.values())

    def add(self, pointer: str, keyword: str, reason: str) -> None:
        """Note a keyword of the schema at a pointer."""
        at = pointer_to(pointer, keyword)
        self._found.setdefault(at, Unenforced(at, reason))

    def refuse(self) -> None:
        """Raise if there are any.

        Raises:
            SchemaError: it names them.
        """
        found = list(self)
        if not found:
            return
        lines = [f"  {shortened(item.pointer)}: {item.reason}" for item in found[:_MOST_SHOWN]]
        if len(found) > _MOST_SHOWN:
            lines.append(f"  and {len(found) - _MOST_SHOWN} more")
        raise SchemaError(
            "Keywords of the schema cannot be enforced while the model writes:\n"
            + "\n".join(lines)
            + "\nRemove or replace them, or pass strict=False to have them checked when the "
            "answer is complete."
        )


def malformed(pointer: str, keyword: str, problem: str) -> NoReturn:
    """Raise because a keyword has a value that JSON schema does not give a meaning.

    Raises:
        SchemaError: always.
    """
    at = shortened(pointer_to(pointer, keyword) if keyword else pointer)
    raise SchemaError(f"The schema cannot be enforced because it is wrong at {at}: {problem}")


@contextmanager
def naming(owner: str) -> Iterator[None]:
    """Say in errors whose schema it is.

    Raises:
        SchemaError: what was raised inside, with the owner before it.
    """
    try:
        yield
    except SchemaError as error:
        raise SchemaError(f"{owner}: {error}") from error
