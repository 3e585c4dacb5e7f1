"""Builds the text of a grammar in llguidance's form of Lark.

Syntax: https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.constraints import json_rule

NOTHING = '""'


class Rules:
    """The rules of one grammar, and the tokens that it has to call by their number.

    Args:
        tokens: texts that are single tokens of the model, with their ids. Plain text in a grammar
            never matches them.
    """

    def __init__(self, tokens: Mapping[str, int] | None = None) -> None:
        """Begin a grammar."""
        self._tokens = tokens or {}
        self._lines: dict[str, str] = {}
        texts = sorted(self._tokens, key=len, reverse=True)
        self._token = re.compile("|".join(map(re.escape, texts))) if texts else None

    def literal(self, text: str) -> str:
        """Write the expression of a fixed text, its special tokens named as such."""
        return self.sequence(*(self._piece(piece) for piece in self.pieces(text)))

    def _piece(self, piece: str) -> str:
        return f"<[{self._tokens[piece]}]>" if piece in self._tokens else quote(piece)

    def pieces(self, text: str) -> list[str]:
        """Cut a text into special tokens and what is between them."""
        if self._token is None:
            return [text] if text else []
        cuts = [place for found in self._token.finditer(text) for place in found.span()]
        edges = [0, *cuts, len(text)]
        pieces = [text[start:end] for start, end in itertools.pairwise(edges)]
        return [piece for piece in pieces if piece]

    def is_token(self, text: str) -> bool:
        """Say whether a text is one special token."""
        return text in self._tokens

    def sequence(self, *expressions: str) -> str:
        """Write one expression after the other."""
        return " ".join(item for item in expressions if item not in ("", NOTHING)) or NOTHING

    def choice(self, expressions: Sequence[str]) -> str:
        """Add a rule that is one of several expressions."""
        distinct = list(dict.fromkeys(expressions))
        return distinct[0] if len(distinct) == 1 else self.add(" | ".join(distinct))

    def optional(self, expression: str) -> str:
        """Write an expression that may be missing."""
        return f"({expression})?"

    def add(self, expression: str, options: str = "") -> str:
        """Add a rule and return its name."""
        return self._add("r", expression, options)

    def terminal(self, expression: str) -> str:
        """Add a terminal, one regular expression, and return its name."""
        return self._add("T", expression, "")

    def name(self) -> str:
        """Reserve the name of a rule that refers to itself; `define` it later."""
        name = f"r{len(self._lines)}"
        self._lines[name] = ""
        return name

    def define(self, name: str, expression: str) -> None:
        """Define a reserved rule."""
        self._lines[name] = f"{name}: {expression}"

    def _add(self, letter: str, expression: str, options: str) -> str:
        for name, line in self._lines.items():
            if line == f"{name}{options}: {expression}":
                return name
        name = f"{letter}{len(self._lines)}"
        self._lines[name] = f"{name}{options}: {expression}"
        return name

    def json(self, schema: Mapping[str, Any]) -> str:
        """Write the expression of JSON text that satisfies a schema."""
        return json_rule(schema)

    def text_until(self, end: str, pattern: str = "/(?s:.*)/") -> str:
        """Write the expression of a text that a fixed text ends; it ends where that first comes.

        Args:
            end: the text that ends it, consumed as well.
            pattern: terminal expression of the text before.
        """
        pieces = self.pieces(end)
        first = next((place for place, piece in enumerate(pieces) if self.is_token(piece)), None)
        if first is None:
            return self.add(f"{self.terminal(pattern)} {quote(end)}", "[lazy]")
        before = "".join(pieces[:first])
        # The token may also come spelled out, as text; the reader would take that for the end.
        spelled = quote(end)
        text = self.terminal(f"{self.terminal(pattern)} & ~(/(?s:.*)/ {spelled} /(?s:.*)/)")
        ended = self.terminal(f"{text} {quote(before)}") if before else text
        return self.sequence(ended, self.literal("".join(pieces[first:])))

    def text(self, start: str) -> str:
        """Return the grammar that begins with an expression."""
        return "%llguidance {}\n" + "\n".join([*self._lines.values(), f"start: {start}"]) + "\n"


def quote(text: str) -> str:
    """Write a literal."""
    return json.dumps(text, ensure_ascii=False)
