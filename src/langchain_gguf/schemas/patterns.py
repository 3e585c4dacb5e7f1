"""Regular expressions of JSON schema as llguidance reads them, and formats as expressions."""

from __future__ import annotations

import re

# What pydantic writes for a Decimal looks ahead for a digit; this says the same without.
_REPLACED = {r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$": r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$"}
_FLAG_GROUP = re.compile(r"\(\?[a-zA-Z-]+[:)]")
_TOKEN = re.compile(r"\\.|--|.", re.DOTALL)
_DOT = r"[^\n\r\u2028\u2029]"

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_FOURTH = "(0[48]|[2468][048]|[13579][26])"
_LEAP_YEAR = f"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)"
_DATE = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_TIME = (
    r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_LABEL = "[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*"
_STEPS = "(/([^~/]|~[01])*)*"
# Each is tighter than the standard where Python's readers are: no leap seconds, no year 0.
FORMAT_PATTERNS = {
    "date": (f"^{_DATE}$",),
    "time": (f"^{_TIME}$",),
    "date-time": (f"^{_DATE}T{_TIME}$",),
    "hostname": (rf"^{_LABEL}(\.{_LABEL})*$", r"^[^.]{1,63}(\.[^.]{1,63})*$", "^(?s:.{1,253})$"),
    "json-pointer": (f"^{_STEPS}$",),
    "relative-json-pointer": (f"^(0|[1-9][0-9]*)(#|{_STEPS})$",),
}
NATIVE_FORMATS = frozenset({"email", "duration", "ipv4", "ipv6", "uuid", "uri"})
# Names that say how a text is shown or stored; no text fails because of them.
FREE_FORMATS = frozenset(
    {"password", "binary", "path", "textarea", "markdown", "html", "multiline"}
)


def translated(pattern: str) -> str | None:
    """Write a pattern for llguidance; None if it would mean something else there."""
    if pattern in _REPLACED:
        return _REPLACED[pattern]
    dot = "." if _FLAG_GROUP.search(pattern) else _DOT
    written, in_class = [], False
    for token in _TOKEN.findall(pattern):
        if in_class and token == "--":
            return None
        if in_class:
            # Set operators of Rust's classes.
            written.append(f"\\{token}" if token in "[&~" else token)
            in_class = token != "]"
        else:
            written.append(dot if token == "." else token)
            in_class = token == "["
    return "".join(written)
