"""The sampling fields of a model object, and which settings a call uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationInfo, field_validator

from langchain_gguf.engine import SamplingParams
from langchain_gguf.errors import InvalidRequestError

# Keys in which a GGUF recommends settings (llama.cpp, gguf-py/gguf/constants.py).
_METADATA_KEYS = {
    "temperature": ("general.sampling.temp", float),
    "top_p": ("general.sampling.top_p", float),
    "top_k": ("general.sampling.top_k", int),
    "min_p": ("general.sampling.min_p", float),
    "xtc_probability": ("general.sampling.xtc_probability", float),
    "xtc_threshold": ("general.sampling.xtc_threshold", float),
    "repeat_penalty": ("general.sampling.penalty_repeat", float),
    "repeat_last_n": ("general.sampling.penalty_last_n", int),
    "mirostat": ("general.sampling.mirostat", int),
    "mirostat_tau": ("general.sampling.mirostat_tau", float),
    "mirostat_eta": ("general.sampling.mirostat_eta", float),
}


class SamplingFields(BaseModel):
    """How tokens are chosen; None is what the GGUF recommends, else llama.cpp's default."""

    temperature: float | None = None
    """Randomness of the choice of tokens; 0 always takes the likeliest. None is what the GGUF
    recommends, else 0.8. The bundled model recommends 0."""
    top_p: float | None = None
    """Choose among the likeliest tokens that together have this probability. None is what the
    GGUF recommends, else 0.95."""
    top_k: int | None = None
    """Choose among this many likeliest tokens; 0 is all. None is what the GGUF recommends,
    else 40."""
    min_p: float | None = None
    """Leave out tokens less likely than this share of the likeliest. None is what the GGUF
    recommends, else 0.05."""
    typical_p: float | None = None
    """Choose among the tokens whose surprise is nearest to the expected one and that together have
    this probability (locally typical sampling). None is 1.0 (off)."""
    repeat_penalty: float | None = None
    """Divide the score of tokens that were generated before by this. None is what the GGUF
    recommends, else 1.0 (off)."""
    repeat_last_n: int | None = None
    """How many generated tokens the penalties look back on; -1 is all. None is what the GGUF
    recommends, else 64."""
    frequency_penalty: float = 0.0
    """Lower a token's score by this for each time it was generated."""
    presence_penalty: float = 0.0
    """Lower a token's score by this if it was generated at all."""
    dry_multiplier: float = 0.0
    """Strength of DRY, which penalises tokens that would repeat a longer sequence of the prompt or
    the answer; 0 is off."""
    dry_base: float = 1.75
    """DRY's penalty is `dry_multiplier * dry_base ** (length - dry_allowed_length)`."""
    dry_allowed_length: int = 2
    """Length in tokens of repetitions that DRY lets pass."""
    dry_penalty_last_n: int = -1
    """How many tokens DRY looks back on; -1 is the whole context, 0 is off."""
    dry_sequence_breakers: list[str] | None = None
    """Texts, of at most 40 bytes, at which a repetition begins anew. None is a line break, a colon,
    a quotation mark and an asterisk."""
    xtc_probability: float | None = None
    """How often XTC takes away the likeliest tokens, all but the least likely of those above
    `xtc_threshold`. None is what the GGUF recommends, else 0 (off)."""
    xtc_threshold: float | None = None
    """Tokens at least this likely count for XTC; above 0.5 it is off. None is what the GGUF
    recommends, else 0.1."""
    mirostat: int | None = None
    """1 or 2 chooses tokens by that version of Mirostat, which keeps the surprise of the text near
    `mirostat_tau`; top_k, top_p and their like do nothing then. None is what the GGUF recommends,
    else 0 (off)."""
    mirostat_tau: float | None = None
    """Mirostat's target surprise, in bits. None is what the GGUF recommends, else 5.0."""
    mirostat_eta: float | None = None
    """Mirostat's learning rate. None is what the GGUF recommends, else 0.1."""
    logit_bias: dict[int, float] | None = None
    """What is added to the scores of tokens, by their ids; -inf forbids one. `get_token_ids` gives
    the ids of a text."""
    seed: int | None = None
    """Start of the random choice, which makes it repeatable: exactly with models of less than 20
    million parameters; with larger ones, rounding depends a little on what is computed beside it,
    so at a near tie another token can win. None or -1 is fresh randomness for every call."""

    @field_validator(
        *(name for name in SamplingParams.__dataclass_fields__), check_fields=False, mode="after"
    )
    @classmethod
    def _check_sampling(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None:
            resolve_sampling({}, {str(info.field_name): value})
        return value


def resolve_sampling(metadata: Mapping[str, str], given: Mapping[str, Any]) -> SamplingParams:
    """Fill the settings that are None from the GGUF's metadata, else with llama.cpp's defaults.

    Raises:
        InvalidRequestError: a setting is out of its range.
    """
    settings = {name: value for name, value in given.items() if value is not None}
    for name, (key, convert) in _METADATA_KEYS.items():
        if name not in settings and key in metadata:
            settings[name] = _recommended(name, key, metadata[key], convert)
    if "logit_bias" in settings:
        settings["logit_bias"] = _bias_pairs(settings["logit_bias"])
    breakers = settings.get("dry_sequence_breakers")
    if isinstance(breakers, list):
        settings["dry_sequence_breakers"] = tuple(breakers)
    return SamplingParams(**settings)


def _recommended(name: str, key: str, text: str, convert: type[int] | type[float]) -> float:
    """Read a setting from a GGUF's metadata."""
    try:
        value = convert(float(text))
        setting: dict[str, Any] = {name: value}
        SamplingParams(**setting)
    except (ValueError, OverflowError) as error:
        raise InvalidRequestError(
            f"The model's file recommends {key}={text!r}, which cannot be used. Give {name} a "
            "value of your own."
        ) from error
    return value


def _bias_pairs(given: Any) -> tuple[tuple[int, float], ...]:
    """Sort a mapping from token ids, which OpenAI's clients write as strings, to numbers."""
    try:
        pairs = {int(token): float(bias) for token, bias in dict(given).items()}
        if any(float(token) != int(token) for token in given):
            raise ValueError("a token id is not an integer")
        return tuple(sorted(pairs.items()))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidRequestError(
            f"logit_bias={given!r}: expected a mapping from token ids to numbers."
        ) from error
