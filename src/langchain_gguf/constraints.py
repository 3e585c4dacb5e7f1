"""Schemas and other constraints of an answer as grammars for llguidance.

Grammars are text in llguidance's form of Lark; `%json` embeds a JSON schema. The engine compiles
them against the model's vocabulary. What of a schema is enforced, token by token, is decided in
`schemas`. What else a reply holds (calls, reasoning) is in `tool_formats/reply_grammar.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from langchain_gguf.errors import InvalidRequestError, SchemaError
from langchain_gguf.schemas import enforce, grammar_refusal, json_expression

ConstraintKind = Literal["regex", "choice", "lark"]
_HEADER = "%llguidance {}\n"
_UNFORCED = '%llguidance {"no_forcing": true}'
_FORMS = '{"regex": "[0-9]{4}"}, {"choice": ["yes", "no"]} or {"lark": "start: ..."}'
_SUBGRAMMAR = "answer"
_GBNF_SHOWN = 2000
MAX_LARK_RULES = 200
_DEFINITION = re.compile(r"^\s*[?!]?[A-Za-z_]\w*\s*(\[[^\]]*\])?\s*(\.-?\d+)?\s*:", re.MULTILINE)


def json_rule(schema: Mapping[str, Any], *, strict: bool = True) -> str:
    """Write the expression of JSON text that satisfies a schema.

    Args:
        schema: a JSON schema.
        strict: refuse keywords that cannot be enforced; otherwise they are left out.

    Raises:
        SchemaError: the schema is wrong, or cannot be enforced.
    """
    return json_expression(enforce(schema, strict=strict).schema)


def schema_grammar(schema: Mapping[str, Any], *, strict: bool = True) -> str:
    """Write the grammar of JSON text that satisfies a schema.

    Raises:
        SchemaError: the schema is wrong, or cannot be enforced.
    """
    return f"{_HEADER}start: {json_rule(schema, strict=strict)}\n"


def without_forcing(grammar: str) -> str:
    """Let the model choose each token of a text, though there is no choice.

    Where a grammar demands a text that is also a control token, llguidance proposes that token,
    which it refuses afterwards.
    """
    if not grammar.startswith("{"):
        return grammar.replace("%llguidance {}", _UNFORCED, 1)
    parts = json.loads(grammar)
    first = parts["grammars"][0]
    first["lark_grammar"] = without_forcing(first["lark_grammar"])
    return json.dumps(parts, ensure_ascii=False)


@dataclass(frozen=True)
class Constraint:
    """What an answer that is not JSON has to be.

    Attributes:
        kind: "regex" for a regular expression that the whole answer matches, "choice" for one of
            several texts, "lark" for a grammar whose first rule is `start`.
        value: the expression, the texts, or the grammar.
    """

    kind: ConstraintKind
    value: str | tuple[str, ...]

    @classmethod
    def read(cls, given: Any) -> Constraint:
        """Read the argument `constraint` of a call.

        Raises:
            InvalidRequestError: it is of another form.
            SchemaError: llguidance does not take the expression or grammar.
        """
        kind, value = next(iter(given.items())) if _has_one_key(given) else (None, None)
        if kind == "choice":
            constraint = cls("choice", _choices(given, value))
        elif kind in ("regex", "lark") and isinstance(value, str):
            constraint = cls(kind, value)
        else:
            raise InvalidRequestError(f"constraint={given!r} is not known. Give {_FORMS}.")
        # llguidance follows chains of rules by recursion, which ends the process where the stack
        # ends: at some 300 rules in a thread of 512 KiB.
        if kind == "lark" and len(_DEFINITION.findall(str(value))) > MAX_LARK_RULES:
            raise SchemaError(
                f"The Lark grammar has more than {MAX_LARK_RULES} rules and terminals. Merge some, "
                "or write a regular expression."
            )
        refusal = grammar_refusal(constraint.attach(f"{_HEADER}start: {constraint.rule()}\n"))
        if refusal:
            raise SchemaError(f"constraint={given!r} cannot be enforced: {refusal}.")
        return constraint

    def rule(self) -> str:
        """Write the expression of the answer."""
        if self.kind == "lark":
            return f"@{_SUBGRAMMAR}"
        if self.kind == "regex":
            return f"/{_slashed(str(self.value))}/"
        return f"({' | '.join(json.dumps(text, ensure_ascii=False) for text in self.value)})"

    def attach(self, grammar: str) -> str:
        """Add to a grammar what its expression refers to."""
        if self.kind != "lark":
            return grammar
        answer = {"name": _SUBGRAMMAR, "lark_grammar": self.value}
        return json.dumps({"grammars": [{"lark_grammar": grammar}, answer]}, ensure_ascii=False)


def _has_one_key(given: Any) -> bool:
    return isinstance(given, Mapping) and len(given) == 1


def _choices(given: Any, value: Any) -> tuple[str, ...]:
    is_list = isinstance(value, list | tuple) and bool(value)
    if not is_list or not all(isinstance(text, str) and text for text in value):
        raise InvalidRequestError(
            f"constraint={given!r}: a choice is a list of texts, none of them empty."
        )
    return tuple(dict.fromkeys(value))


def _slashed(pattern: str) -> str:
    """Escape what would end a regular expression between slashes."""
    written, escaped = [], False
    for character in pattern:
        written.append({"/": "/" if escaped else "\\/", "\n": "\\n"}.get(character, character))
        escaped = character == "\\" and not escaped
    return "".join(written)


def gbnf_hint(grammar: Any) -> str:
    """Say how to write a GBNF grammar as a constraint; it is translated if it can be."""
    from llguidance import gbnf_to_lark  # The package is imported without it: it takes time.

    hint = (
        'Grammars are written in Lark here: constraint={"lark": "start: ..."}, where rules are '
        "written `name: expression`, text in double quotes and regular expressions between "
        "slashes."
    )
    try:
        lark = gbnf_to_lark.gbnf_to_lark(str(grammar))
    except Exception:  # The translator raises whatever broken text leads it to.
        return hint
    lark = lark.removeprefix("%llguidance {}").strip()
    return f"{hint} This one in Lark:\n{lark}" if len(lark) <= _GBNF_SHOWN else hint
