"""KV-cache slots: who owns which sequence, and what of it can be used again. Pure Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


def common_prefix_length(first: Sequence[int], second: Sequence[int]) -> int:
    """Count the leading tokens that both share."""
    limit = min(len(first), len(second))
    low, high = 0, limit
    # Comparing slices runs at C speed; bisection needs a logarithmic number of them.
    while low < high:
        middle = (low + high + 1) // 2
        if tuple(first[low:middle]) == tuple(second[low:middle]):
            low = middle
        else:
            high = middle - 1
    return low


@dataclass
class Slot:
    """One sequence of the KV cache.

    `tokens` are the ids whose keys and values the cache holds, in order. `busy` says that a
    request runs in it; an idle slot keeps its tokens for the next prompt that begins with them.
    """

    id: int
    tokens: list[int] = field(default_factory=list)
    busy: bool = False
    last_used: int = 0


class SlotPool:
    """All slots of a context and the number of cells (tokens) they may fill together."""

    def __init__(self, num_slots: int, num_cells: int) -> None:
        """Make `num_slots` empty slots over `num_cells` cache cells."""
        self.slots = [Slot(id=index) for index in range(num_slots)]
        self.num_cells = num_cells
        self._clock = 0

    @property
    def num_free_cells(self) -> int:
        """Cells that no slot fills."""
        return self.num_cells - sum(len(slot.tokens) for slot in self.slots)

    @property
    def idle(self) -> list[Slot]:
        """Slots that no request uses, the longest unused first."""
        return sorted((s for s in self.slots if not s.busy), key=lambda slot: slot.last_used)

    def choose(self, prompt: Sequence[int]) -> tuple[Slot, int] | None:
        """Pick an idle slot for a prompt and say how many of its tokens can stay.

        The slot with the longest common prefix wins, unless most of its conversation would be
        lost by that; then an empty slot, then the longest unused. At least one prompt token is
        left to evaluate, because its logits are needed. None when every slot is busy.
        """
        candidates = []
        for age, slot in enumerate(self.idle):
            shared = min(common_prefix_length(slot.tokens, prompt), len(prompt) - 1)
            worth = shared if 2 * shared >= len(slot.tokens) else 0
            candidates.append((worth, not slot.tokens, -age, slot, shared))
        if not candidates:
            return None
        *_, slot, shared = max(candidates, key=lambda candidate: candidate[:3])
        return slot, shared

    def take(self, slot: Slot) -> None:
        """Mark a slot as used by a request."""
        slot.busy = True

    def release(self, slot: Slot) -> None:
        """Give a slot back; its tokens stay for reuse."""
        self._clock += 1
        slot.busy = False
        slot.last_used = self._clock

    def next_victim(self, keep: Slot | None = None) -> Slot | None:
        """Find the idle slot whose tokens are best given up to free cells."""
        return next((s for s in self.idle if s.tokens and s is not keep), None)
