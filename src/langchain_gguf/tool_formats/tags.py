"""What stands around a part of a reply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tags:
    """Texts that stand before and after a part of a reply.

    Attributes:
        begin: stands before it.
        end: stands after it.
        is_message: it is a message of its own, so that `end` includes how the next one begins, and
            every prompt may end like that.
        closing: what the model may write at the end of its message, before the token that ends it.
    """

    begin: str
    end: str
    is_message: bool = False
    closing: str = ""
