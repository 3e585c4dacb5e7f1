"""Muon: momentum whose update matrices are made orthogonal before they are applied."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.distributed as dist
from torch import Tensor


def orthogonalise(matrices: Tensor) -> Tensor:
    """Returns matrices (N, rows, columns) with all singular values near one.

    Five Newton-Schulz steps; the coefficients trade exactness for speed.
    """
    x = matrices.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x.mT if tall else x).float()


class Muon:
    """The optimizer for weight matrices; those of one shape are handled together.

    Args:
        weights: The matrices.
        rank: This process.
        processes: How many processes share the orthogonalisation.
        momentum: Share of the past in each update.
        decay: Weight decay, times the learning rate.
    """

    def __init__(
        self, weights: Sequence[Tensor], rank: int = 0, processes: int = 1,
        momentum: float = 0.95, decay: float = 0.02,
    ) -> None:  # fmt: skip
        self.rank, self.processes, self.momentum, self.decay = rank, processes, momentum, decay
        self.groups: dict[tuple[int, ...], list[Tensor]] = {}
        for weight in weights:
            self.groups.setdefault(tuple(weight.shape), []).append(weight)
        self.velocity = {
            shape: torch.zeros(len(group), *shape, device=group[0].device)
            for shape, group in self.groups.items()
        }

    def state(self) -> list[Tensor]:
        """Returns the momentum of every group."""
        return list(self.velocity.values())

    def load(self, state: Sequence[Tensor]) -> None:
        """Takes what `state` returned."""
        for velocity, saved in zip(self.velocity.values(), state, strict=True):
            velocity.copy_(saved)

    def _shared(self, gradients: Tensor) -> Tensor:
        count = len(gradients) // self.processes
        if self.processes == 1 or len(gradients) % self.processes:
            return orthogonalise(gradients)
        mine = orthogonalise(gradients[self.rank * count : (self.rank + 1) * count]).contiguous()
        parts = [torch.empty_like(mine) for _ in range(self.processes)]
        dist.all_gather(parts, mine)
        return torch.cat(parts)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Moves every weight along its orthogonal update."""
        for shape, group in self.groups.items():
            gradients = torch.stack([weight.grad for weight in group])
            velocity = self.velocity[shape]
            velocity.lerp_(gradients, 1 - self.momentum)
            updates = self._shared(gradients.lerp(velocity, self.momentum))
            scale = rate * max(1, shape[0] / shape[1]) ** 0.5
            for weight, update in zip(group, updates, strict=True):
                weight.mul_(1 - rate * self.decay)
                weight.add_(update, alpha=-scale)
