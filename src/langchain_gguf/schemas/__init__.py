"""JSON schemas: what of them a grammar enforces, and validation of the rest."""

from langchain_gguf.schemas.compiler import grammar_refusal, json_expression
from langchain_gguf.schemas.document import read_schema
from langchain_gguf.schemas.enforce import EnforcedSchema, enforce
from langchain_gguf.schemas.findings import Unenforced, naming
from langchain_gguf.schemas.references import is_recursive
from langchain_gguf.schemas.validation import require_validator, violation

__all__ = [
    "EnforcedSchema",
    "Unenforced",
    "enforce",
    "grammar_refusal",
    "is_recursive",
    "json_expression",
    "naming",
    "read_schema",
    "require_validator",
    "violation",
]
