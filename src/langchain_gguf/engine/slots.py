"""KV-cache slots: who owns which sequence, and what of it can be used again. Pure Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_gguf.engine.request import Adapter

# Where a copy moves a whole cache, evaluating fewer tokens again is as fast.
MIN_TOKENS_WORTH_COPYING = 16


class SequenceMemory(Protocol):
    """What the slots need of the model's memory; a sequence has the id of its slot."""

    @property
    def is_recurrent(self) -> bool:
        """Whether the model has recurrent state, so that a sequence cannot be cut."""

    @property
    def shares_cells(self) -> bool:
        """Whether a copy takes no cells of its own."""

    def can_continue(self, slot_id: int, length: int) -> bool:
        """Whether the first `length` tokens still hold all that their continuation looks at."""

    def truncate(self, slot_id: int, length: int) -> bool:
        """Keep the first `length` tokens; False, and nothing is kept, where that is impossible."""

    def copy(self, source_id: int, target_id: int, length: int) -> None:
        """Give an empty sequence the first `length` tokens of another.

        A part of a recurrent model's sequence is only right after `restore`.
        """

    def save(self, slot_id: int) -> Any:
        """Return the recurrent state of a sequence as it is now."""

    def restore(self, slot_id: int, state: Any, length: int) -> bool:
        """Put a sequence, of at least `length` tokens, to a saved state of that many.

        False, and nothing is kept, if that failed.
        """


def common_prefix_length(first: list[int], second: list[int]) -> int:
    """Count the leading tokens that both share."""
    low, high = 0, min(len(first), len(second))
    # Comparing slices runs at C speed; bisection needs a logarithmic number of them.
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True)
class Checkpoint:
    """The recurrent state of a slot after its first `length` tokens."""

    length: int
    state: Any


@dataclass(eq=False)
class Slot:
    """One sequence of the KV cache.

    Attributes:
        tokens: the ids whose keys and values the cache holds, in order.
        adapters: the LoRA adapters they were computed with.
        busy: a request runs in it; an idle slot keeps its tokens for the next prompt that begins
            with them.
        checkpoint: of a recurrent model, the state to go back to.
    """

    id: int
    tokens: list[int] = field(default_factory=list)
    adapters: tuple[Adapter, ...] = ()
    busy: bool = False
    last_used: int = 0
    checkpoint: Checkpoint | None = None


class SlotPool:
    """All slots of a context and the cells (tokens) they fill together.

    Slots may share the cells of a common beginning, if the memory can do that. `_shared[a][b]` is
    the number of leading cells that slots a and b have in common, so a cell that several slots use
    is counted once.
    """

    def __init__(self, num_slots: int, num_cells: int, memory: SequenceMemory) -> None:
        """Make `num_slots` empty slots over `num_cells` cache cells of `memory`."""
        self.slots = [Slot(id=index) for index in range(num_slots)]
        self.num_cells = num_cells
        self.num_used_cells = 0
        self._memory = memory
        self._shared = [[0] * num_slots for _ in range(num_slots)]
        self._clock = 0

    @property
    def is_recurrent(self) -> bool:
        """Whether slots cannot be cut, but only put back to checkpoints."""
        return self._memory.is_recurrent

    @property
    def num_free_cells(self) -> int:
        """Cells that no slot fills."""
        return self.num_cells - self.num_used_cells

    @property
    def has_idle(self) -> bool:
        """Whether any slot is free for a request."""
        return not all(slot.busy for slot in self.slots)

    @property
    def idle(self) -> list[Slot]:
        """Slots that no request uses, the longest unused first."""
        return sorted((s for s in self.slots if not s.busy), key=lambda slot: slot.last_used)

    def num_freed_cells(self, slot: Slot, length: int = 0) -> int:
        """Cells that would become free if a slot kept only its first `length` tokens."""
        return max(0, len(slot.tokens) - max(length, *self._shared[slot.id]))

    # Who gets which slot --------------------------------------------------------------------

    def choose(self, best: Slot | None, length: int) -> Slot | None:
        """Pick an idle slot for a prompt; None when every slot is busy.

        The slot with the longest common beginning wins, unless most of its conversation would be
        lost by that; then an empty slot, then the longest unused. (What is missing there is
        copied by `fill`.)

        Args:
            best: what `longest_match` found for the prompt.
            length: how many of the prompt's tokens it holds.
        """
        idle = self.idle
        if not idle:
            return None
        if best is not None and not best.busy and 2 * length >= len(best.tokens):
            return best
        others = [slot for slot in idle if slot is not best] or idle
        return next((slot for slot in others if not slot.tokens), others[0])

    def longest_match(
        self, prompt: list[int], adapters: tuple[Adapter, ...] = ()
    ) -> tuple[Slot | None, int]:
        """Find the slot that holds most of a prompt's beginning, and how many tokens of it.

        At least one prompt token is left to evaluate, because its logits are needed.
        """
        best: tuple[Slot | None, int] = (None, 0)
        for slot in self.slots:
            if slot.adapters == adapters:
                length = self._usable_length(slot, prompt)
                if length > best[1]:
                    best = slot, length
        return best

    def _usable_length(self, slot: Slot, prompt: list[int]) -> int:
        length = min(common_prefix_length(slot.tokens, prompt), len(prompt) - 1)
        if self.is_recurrent and length < len(slot.tokens):
            checkpoint = slot.checkpoint
            length = checkpoint.length if checkpoint and checkpoint.length <= length else 0
        return length if length and self._memory.can_continue(slot.id, length) else 0

    def take(self, slot: Slot) -> None:
        """Mark a slot as used by a request."""
        slot.busy = True

    def release(self, slot: Slot) -> None:
        """Give a slot back; its tokens stay for reuse."""
        self._clock += 1
        slot.busy = False
        slot.last_used = self._clock

    def next_victim(self, *keep: Slot | None) -> Slot | None:
        """Find the idle slot, not in `keep`, whose tokens are best given up to free cells."""
        return next((slot for slot in self.idle if slot.tokens and slot not in keep), None)

    # What a slot holds ----------------------------------------------------------------------

    def fill(self, slot: Slot, prompt: list[int], adapters: tuple[Adapter, ...] = ()) -> int:
        """Leave in a slot what it holds of a prompt, or more if another slot holds more.

        Returns:
            The number of prompt tokens that need not be evaluated.
        """
        best, length = self.longest_match(prompt, adapters)
        own = self._usable_length(slot, prompt) if slot.adapters == adapters else 0
        gain = 1 if self._memory.shares_cells else MIN_TOKENS_WORTH_COPYING
        if best is None or length < own + gain:
            best, length = slot, own
        is_whole = length == len(best.tokens)
        if best is not slot:
            self.truncate(slot, 0)
            self._copy(best, slot, length)
        if not self.is_recurrent:
            self.truncate(slot, length)
        elif not is_whole:
            self._restore(slot, best.checkpoint, length)
        slot.adapters = adapters
        return len(slot.tokens)

    def append(self, slot: Slot, tokens: Sequence[int]) -> None:
        """Note that the cache holds more tokens of a slot."""
        slot.tokens.extend(tokens)
        self.num_used_cells += len(tokens)

    def truncate(self, slot: Slot, length: int) -> None:
        """Keep the first `length` tokens of a slot, or none if the model cannot keep a part.

        Emptying a slot also removes what a failed decode may have left in it.
        """
        is_cut = length == 0 or length < len(slot.tokens)
        if is_cut and not self._memory.truncate(slot.id, length):
            length = 0
        self._note_length(slot, length)

    def discard_unrecorded(self, slot: Slot) -> None:
        """Drop from the cache what a decode that failed or was interrupted left behind."""
        if not self._memory.truncate(slot.id, len(slot.tokens)):
            self._note_length(slot, 0)

    def save_checkpoint(self, slot: Slot) -> None:
        """Remember the recurrent state of a slot as it is now."""
        slot.checkpoint = Checkpoint(len(slot.tokens), self._memory.save(slot.id))

    def _note_length(self, slot: Slot, length: int) -> None:
        shared = self._shared[slot.id]
        self.num_used_cells -= self.num_freed_cells(slot, length)
        del slot.tokens[length:]
        for other in self.slots:
            most = min(shared[other.id], length)
            shared[other.id] = self._shared[other.id][slot.id] = most
        if slot.checkpoint is not None and slot.checkpoint.length > length:
            slot.checkpoint = None

    def _copy(self, source: Slot, target: Slot, length: int) -> None:
        self._memory.copy(source.id, target.id, length)
        if not self._memory.shares_cells:
            self.append(target, source.tokens[:length])
            return
        target.tokens = source.tokens[:length]
        for other in self.slots:
            if other is not target:
                most = length if other is source else min(length, self._shared[source.id][other.id])
                self._shared[target.id][other.id] = self._shared[other.id][target.id] = most

    def _restore(self, slot: Slot, checkpoint: Checkpoint | None, length: int) -> None:
        """Bring a recurrent model's slot back to a checkpoint, or empty it."""
        if length and checkpoint and self._memory.restore(slot.id, checkpoint.state, length):
            self._note_length(slot, length)
            slot.checkpoint = checkpoint
        else:
            self.truncate(slot, 0)
