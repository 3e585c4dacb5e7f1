"""Checks a complete answer against what the grammar did not enforce, with jsonschema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from langchain_gguf.errors import SchemaError
from langchain_gguf.schemas.document import shortened


def require_validator() -> None:
    """Make sure that answers can be validated.

    Raises:
        SchemaError: the package jsonschema is not installed.
    """
    try:
        import jsonschema  # noqa: F401
    except ImportError as error:
        raise SchemaError(
            "strict=False has answers validated with the package jsonschema, which is not "
            "installed: pip install jsonschema."
        ) from error


def violation(value: Any, schema: Mapping[str, Any]) -> str:
    """Say where and how a value violates a schema; "" if it does not.

    Formats are checked as far as jsonschema knows them.
    """
    import jsonschema
    from jsonschema.exceptions import best_match

    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    try:
        error = best_match(kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(value))
    except (re.error, RecursionError) as problem:
        return f"it could not be checked ({problem})"
    except Exception as problem:  # A reference that is not resolved raises what referencing has.
        return f"it could not be checked ({shortened(str(problem))})"
    if error is None:
        return ""
    keyword = "/".join(["#", *map(str, error.absolute_schema_path)])
    return f"{error.message} (at {error.json_path}, by {shortened(keyword)})"
