"""Makes a trained model deeper: the same answers at first, more layers to go on with.

Copies of blocks are put between the others, as LLaMA Pro does it (arXiv 2401.02415): what a copy
would add to the stream is multiplied by zero, until training changes that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from .model import ModelConfig

_OUTPUTS = ("o.weight", "down.weight")


def sources(num_layers: int, new_num_layers: int) -> list[tuple[int, bool]]:
    """Returns for each layer of the deeper model the old layer it comes from, and if it is a copy.

    The copies are spread evenly, each behind its original.

    Raises:
        ValueError: The new model has fewer layers, or more than twice as many.
    """
    num_copies = new_num_layers - num_layers
    if not 0 <= num_copies <= num_layers:
        raise ValueError(
            f"a model of {num_layers} layers grows to {num_layers} to {2 * num_layers}, "
            f"not to {new_num_layers}: grow it in several runs, or begin anew"
        )
    grown = []
    for layer in range(num_layers):
        grown.append((layer, False))
        if (layer + 1) * num_copies // num_layers > layer * num_copies // num_layers:
            grown.append((layer, True))
    return grown


def grow(
    config: ModelConfig, weights: dict[str, Tensor], new_num_layers: int
) -> tuple[ModelConfig, dict[str, Tensor]]:
    """Returns the sizes and weights of a deeper model that gives the same logits.

    Args:
        config: The sizes of the model that is there.
        weights: Its weights, by the names of `TinyModel`.
        new_num_layers: As many as there are, up to twice as many.

    Raises:
        ValueError: See `sources`.
    """
    grown = {name: weight for name, weight in weights.items() if not name.startswith("blocks.")}
    for layer, (source, is_copy) in enumerate(sources(config.num_layers, new_num_layers)):
        prefix = f"blocks.{source}."
        for name, weight in weights.items():
            if name.startswith(prefix):
                inner = name.removeprefix(prefix)
                is_silent = is_copy and inner in _OUTPUTS
                grown[f"blocks.{layer}.{inner}"] = weight * 0 if is_silent else weight
    return replace(config, num_layers=new_num_layers), grown
