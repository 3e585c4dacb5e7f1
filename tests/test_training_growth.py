"""A trained model made deeper."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from training.growth import grow, sources


@dataclass
class Sizes:
    """What of a model's sizes counts here."""

    num_layers: int


@pytest.mark.parametrize(("old", "new"), [(8, 12), (8, 8), (8, 16), (4, 5), (3, 5)])
def test_every_layer_stays_in_its_order_and_the_copies_follow_their_originals(
    old: int, new: int
) -> None:
    grown = sources(old, new)
    assert len(grown) == new
    assert [layer for layer, is_copy in grown if not is_copy] == list(range(old))
    for (before, _), (layer, is_copy) in pairwise(grown):
        assert layer == before if is_copy else layer == before + 1


def test_copies_are_spread_evenly() -> None:
    assert [layer for layer, is_copy in sources(8, 12) if is_copy] == [1, 3, 5, 7]


@pytest.mark.parametrize("new", [7, 17])
def test_a_number_of_layers_that_does_not_fit_is_refused_with_both_numbers(new: int) -> None:
    with pytest.raises(ValueError, match=rf"8 layers grows to 8 to 16, not to {new}"):
        sources(8, new)


def test_a_copy_adds_nothing_and_the_rest_is_as_it_was() -> None:
    inner = ("q.weight", "o.weight", "gate.weight", "down.weight", "attention_norm")
    rng = np.random.default_rng(1)
    weights: dict[str, Any] = {
        f"blocks.{layer}.{name}": rng.normal(size=(3, 3)) for layer in range(4) for name in inner
    }
    weights["embedding.weight"] = rng.normal(size=(5, 3))
    config, grown = grow(Sizes(4), weights, 6)  # type: ignore[arg-type]
    assert config.num_layers == 6
    assert grown["embedding.weight"] is weights["embedding.weight"]
    assert set(grown) == {"embedding.weight"} | {
        f"blocks.{layer}.{name}" for layer in range(6) for name in inner
    }
    for layer, (source, is_copy) in enumerate(sources(4, 6)):
        for name in inner:
            now, before = grown[f"blocks.{layer}.{name}"], weights[f"blocks.{source}.{name}"]
            is_silent = is_copy and name in ("o.weight", "down.weight")
            assert np.array_equal(now, np.zeros_like(before) if is_silent else before)
