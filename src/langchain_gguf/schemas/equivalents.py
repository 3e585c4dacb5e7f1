"""Says in fewer keywords what a schema says: those of old drafts, and others, are replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from langchain_gguf.schemas.keywords import APPLICATORS, is_number

Schema = Mapping[str, Any]
_DRAFTS = re.compile(r"/(draft-0[3-7]|2019-09)/")


def draft_of(document: Schema) -> str:
    """Name the draft that a document says it is of, if it is before 2020-12; else ""."""
    found = _DRAFTS.search(str(document.get("$schema", "")))
    return found[1] if found else ""


def simplified(
    schema: Schema, draft: str, resolve: Callable[[Any], Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Rewrite a schema, without what lies below it.

    Args:
        schema: a schema whose keywords may be malformed; those are left as they are.
        draft: what `draft_of` says.
        resolve: follows a `$ref`, if the schema has nothing else.

    Returns:
        The schema, and for keywords that were renamed the names they had.
    """
    found, names = dict(schema), dict[str, str]()
    if draft.startswith("draft"):  # There, "contains" always means at least one.
        found.pop("minContains", None)
    _rewrite_items(found, names, is_old=bool(draft))
    _rewrite_exclusive(found, draft)
    _rewrite_unevaluated(found, names)
    _rewrite_property_names(found, names, resolve)
    return found, names


def _rewrite_items(found: dict[str, Any], names: dict[str, str], *, is_old: bool) -> None:
    """Say `prefixItems` and `items` for `items` and `additionalItems`."""
    rest = found.pop("additionalItems", None)
    if isinstance(found.get("items"), list):
        found["prefixItems"] = found.pop("items")
        names["prefixItems"] = "items"
        if rest is not None:
            found["items"] = rest
            names["items"] = "additionalItems"
    elif is_old and "items" in found:
        found.pop("prefixItems", None)


def _rewrite_exclusive(found: dict[str, Any], draft: str) -> None:
    """Say a number for the true and false of draft 4.

    A number of later drafts, in a schema that says it is of draft 4, counts in both ways.
    """
    for bound, exclusive, inner in (
        ("minimum", "exclusiveMinimum", max),
        ("maximum", "exclusiveMaximum", min),
    ):
        given: Any = found.get(exclusive)
        limit: Any = found.get(bound)
        if isinstance(given, bool):
            del found[exclusive]
            if given and bound in found:
                found[exclusive] = found.pop(bound)
        elif draft in ("draft-03", "draft-04") and is_number(given) and is_number(limit):
            del found[bound]
            found[exclusive] = inner(given, limit)


def _rewrite_unevaluated(found: dict[str, Any], names: dict[str, str]) -> None:
    """Say `additionalProperties` where no other schema evaluates properties; items alike."""
    others = (*APPLICATORS, "if", "dependentSchemas", "dependencies", "$dynamicRef")
    for keyword, plain, also in (
        ("unevaluatedProperties", "additionalProperties", ()),
        ("unevaluatedItems", "items", ("contains",)),
    ):
        if keyword in found and found.keys().isdisjoint((*others, *also, plain)):
            found[plain] = found.pop(keyword)
            names[plain] = keyword


def _rewrite_property_names(
    found: dict[str, Any], names: dict[str, str], resolve: Callable[[Any], Any]
) -> None:
    """Say `properties` or `patternProperties` for names that are listed or follow a pattern."""
    if "propertyNames" not in found or not found.keys().isdisjoint(
        ("properties", "patternProperties", "required", *APPLICATORS)
    ):
        return
    rule = resolve(found["propertyNames"])
    if not isinstance(rule, dict):
        return
    says = {key: value for key, value in rule.items() if key not in ("title", "description")}
    if says.get("type") == "string":
        del says["type"]
    value = found.get("additionalProperties", True)
    if says.keys() == {"pattern"}:
        found["patternProperties"] = {says["pattern"]: value}
    elif says.keys() == {"enum"} or says.keys() == {"const"}:
        listed = says.get("enum", [says.get("const")])
        if not isinstance(listed, list):
            return
        found["properties"] = {name: value for name in listed if isinstance(name, str)}
    else:
        return
    del found["propertyNames"]
    found["additionalProperties"] = False
    names["patternProperties"] = names["properties"] = "propertyNames"
