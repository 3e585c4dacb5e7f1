"""Which requests run next, and how many of their tokens. Pure Python."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.slots import Slot, SlotPool

# Cells that must be free for each running request before another joins, so that a newcomer is not
# preempted by the next few tokens of those before it.
HEADROOM_PER_RUNNING_REQUEST = 16


@dataclass(frozen=True)
class Chunk:
    """Tokens of one request to evaluate in the next decode.

    `needs_logits` is true when they end with the request's last known token, so that the next
    one can be sampled.
    """

    generation: Generation
    slot_id: int
    position: int
    tokens: list[int]
    needs_logits: bool


class Scheduler:
    """Keeps the requests that wait and those that run, first come, first served.

    Running requests that need one token go first, then prompts fill the rest of the batch, so a
    long prompt delays a running stream by at most one batch. When the cache is full, idle slots
    are emptied; if that is not enough, the youngest running request gives up its cells and waits
    again (its tokens are evaluated anew later; none is sampled twice).
    """

    def __init__(self, pool: SlotPool, n_batch: int, truncate: Callable[[int, int], int]) -> None:
        """Schedule over `pool` with at most `n_batch` tokens a step.

        Args:
            pool: the slots.
            n_batch: most tokens in one decode.
            truncate: keeps the first tokens of a slot, given its id and their number, and returns
                how many it could keep (models with recurrent state may keep none).
        """
        self.pool = pool
        self.n_batch = n_batch
        self._truncate = truncate
        self.waiting: deque[Generation] = deque()
        self.running: list[Generation] = []

    @property
    def has_work(self) -> bool:
        """Whether any request waits or runs."""
        return bool(self.waiting or self.running)

    def add(self, generation: Generation) -> None:
        """Put a request at the end of the queue."""
        self.waiting.append(generation)

    def remove(self, generation: Generation) -> None:
        """Take a request out, wherever it is; its slot keeps what was evaluated."""
        if generation in self.waiting:
            self.waiting.remove(generation)
        if generation in self.running:
            self.running.remove(generation)
        if generation.slot is not None:
            self.pool.release(generation.slot)
            generation.slot = None

    def schedule(self) -> list[Chunk]:
        """Admit what fits and plan the next decode."""
        self._admit()
        chunks: list[Chunk] = []
        room = self.n_batch
        for generation in sorted(self.running, key=lambda g: min(g.num_pending, 2)):
            if generation.slot is None or room == 0:
                continue
            num_tokens = min(generation.num_pending, room)
            if not self._make_room(num_tokens, generation, chunks):
                continue
            chunks.append(self._chunk(generation, generation.slot, num_tokens))
            room -= num_tokens
        return chunks

    def record(self, chunk: Chunk) -> None:
        """Note that the cache holds the chunk's tokens now."""
        self.pool.slots[chunk.slot_id].tokens.extend(chunk.tokens)

    def forget_slot(self, slot: Slot) -> None:
        """Empty a slot."""
        slot.tokens = slot.tokens[: self._truncate(slot.id, 0)]

    def _admit(self) -> None:
        while self.waiting:
            generation = self.waiting[0]
            choice = self.pool.choose(generation.tokens)
            if choice is None:
                return
            slot, shared = choice
            headroom = 1 + HEADROOM_PER_RUNNING_REQUEST * len(self.running)
            promised = sum(running.num_pending for running in self.running)
            needed = len(generation.tokens) - shared + headroom + promised
            if not self._free_cells(needed - (len(slot.tokens) - shared), keep=slot):
                return
            self.waiting.popleft()
            if len(slot.tokens) > shared:
                shared = self._truncate(slot.id, shared)
                slot.tokens = slot.tokens[:shared]
            if generation.cached_tokens is None:
                generation.cached_tokens = shared
            self.pool.take(slot)
            generation.slot = slot
            self.running.append(generation)

    def _chunk(self, generation: Generation, slot: Slot, num_tokens: int) -> Chunk:
        start = len(slot.tokens)
        end = start + num_tokens
        return Chunk(
            generation=generation,
            slot_id=slot.id,
            position=start,
            tokens=generation.tokens[start:end],
            needs_logits=end == len(generation.tokens),
        )

    def _free_cells(self, needed: int, keep: Slot | None = None) -> bool:
        while self.pool.num_free_cells < needed:
            victim = self.pool.next_victim(keep)
            if victim is None:
                return False
            self.forget_slot(victim)
        return True

    def _make_room(self, num_tokens: int, generation: Generation, planned: list[Chunk]) -> bool:
        """Free cells for a chunk; False when the request itself has to wait."""
        needed = num_tokens + sum(len(chunk.tokens) for chunk in planned)
        while not self._free_cells(needed):
            youngest = next(g for g in reversed(self.running) if g.slot is not None)
            in_plan = any(chunk.generation is youngest for chunk in planned)
            victim = generation if in_plan else youngest
            self._preempt(victim)
            if victim is generation:
                return False
        return True

    def _preempt(self, generation: Generation) -> None:
        slot = generation.slot
        assert slot is not None
        self.running.remove(generation)
        generation.slot = None
        self.pool.release(slot)
        self.forget_slot(slot)
        self.waiting.appendleft(generation)
