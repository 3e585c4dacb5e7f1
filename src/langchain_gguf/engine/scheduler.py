"""Which requests run next, and how many of their tokens. Pure Python."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.request import Adapter
from langchain_gguf.engine.slots import Slot, SlotPool, common_prefix_length

# Cells that must be free for each running request before another joins, so that a newcomer is not
# preempted by the next few tokens of those before it.
HEADROOM_PER_RUNNING_REQUEST = 16
# A prompt waits for a step when another request is evaluating its first tokens, if it saves that
# many: nearly all prompts of a template begin with the same few.
MIN_TOKENS_WORTH_WAITING = 16


class Chunk(NamedTuple):
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

    Running requests that stream go first, then prompts fill the rest of the batch, so a long
    prompt delays a stream by at most one batch. Requests whose prompts begin alike evaluate the
    common part once: the later ones wait for the first and share its cells.

    When the cache is full, idle slots are emptied; if that is not enough, the youngest running
    request gives up its cells and waits again (its tokens are evaluated anew later; none is
    sampled twice).
    """

    def __init__(self, pool: SlotPool, n_batch: int) -> None:
        """Schedule over `pool` with at most `n_batch` tokens a step."""
        self.pool = pool
        self.n_batch = n_batch
        self.waiting: deque[Generation] = deque()
        self.running: list[Generation] = []
        self._step = 0
        # A decode computes with one set of LoRA adapters; the sets take turns.
        self._last_steps: dict[tuple[Adapter, ...], int] = {}

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
            self._release(generation)

    def schedule(self) -> list[Chunk]:
        """Admit what fits and plan the next decode."""
        self._admit()
        chunks: list[Chunk] = []
        room = self.n_batch
        for generation in sorted(self._next_group(), key=lambda g: not g.is_streaming):
            if room == 0 or generation.slot is None or not self._fill(generation):
                continue
            num_tokens = self._chunk_length(generation, room)
            if not self._make_room(num_tokens, generation, chunks):
                continue
            chunks.append(self._chunk(generation, generation.slot, num_tokens))
            room -= num_tokens
        return chunks

    def record(self, chunk: Chunk) -> None:
        """Note that the cache holds the chunk's tokens now."""
        slot = self.pool.slots[chunk.slot_id]
        self.pool.append(slot, chunk.tokens)
        if self.pool.is_recurrent and len(slot.tokens) == len(chunk.generation.request.prompt) - 1:
            self.pool.save_checkpoint(slot)

    def discard(self, chunk: Chunk) -> None:
        """Note that the decode of a chunk did not come to its end; it will be planned again."""
        self.pool.discard_unrecorded(self.pool.slots[chunk.slot_id])

    def make_space(self) -> bool:
        """Give up something in the cache although it should not be full; False if all is used."""
        victim = self.pool.next_victim()
        if victim is not None:
            self.pool.truncate(victim, 0)
        elif len(self.running) > 1:
            self._preempt(self.running[-1])
        else:
            return False
        return True

    # Admission ------------------------------------------------------------------------------

    def _admit(self) -> None:
        while self.waiting and self.pool.has_idle:
            generation = self.waiting[0]
            best, shared = self.pool.longest_match(generation.tokens, generation.request.adapters)
            expected = max(shared, self._num_awaited(generation, self.running))
            slot = self._find_slot(generation, best, shared, expected)
            if slot is None:
                return
            self.waiting.popleft()
            self.pool.take(slot)
            generation.slot = slot
            generation.is_filled = False
            generation.num_expected = expected
            self.running.append(generation)

    def _find_slot(
        self, generation: Generation, best: Slot | None, shared: int, expected: int
    ) -> Slot | None:
        """Find a slot for a request and free the cells it needs; None if it has to wait.

        Where there is no room to keep what `best` holds beyond the shared tokens, it is cut.
        """
        headroom = 1 + HEADROOM_PER_RUNNING_REQUEST * len(self.running)
        promised = sum(other.num_pending - other.num_expected for other in self.running)
        needed = len(generation.tokens) - expected + headroom + promised
        chosen = self.pool.choose(best, shared)
        for slot in dict.fromkeys((chosen, best)):
            if slot is None or slot.busy:
                continue
            own = self.pool.num_freed_cells(slot, shared if slot is best else 0)
            if self._free_cells(needed - own, slot, best):
                return slot
        return None

    def _fill(self, generation: Generation) -> bool:
        """Reuse what the cache holds of a prompt; False while more of it is being evaluated."""
        if generation.is_filled:
            return True
        assert generation.slot is not None
        adapters = generation.request.adapters
        earlier = self.running[: self.running.index(generation)]
        _, shared = self.pool.longest_match(generation.tokens, adapters)
        if self._num_awaited(generation, earlier) >= shared + MIN_TOKENS_WORTH_WAITING:
            return False
        cached = self.pool.fill(generation.slot, generation.tokens, adapters)
        generation.is_filled = True
        generation.num_expected = 0
        if generation.cached_tokens is None:
            generation.cached_tokens = cached
        return True

    def _num_awaited(self, generation: Generation, others: list[Generation]) -> int:
        """Count the first tokens of a prompt that other requests are about to evaluate."""
        if self.pool.is_recurrent:
            return 0
        longest = 0
        for other in others:
            if other.request.adapters == generation.request.adapters:
                common = common_prefix_length(other.tokens, generation.tokens)
                common = min(common, len(generation.tokens) - 1)
                if common > other.num_evaluated:
                    longest = max(longest, common)
        return longest

    def _next_group(self) -> list[Generation]:
        """Choose the running requests of one set of adapters, the set that waited longest."""
        groups = {generation.request.adapters for generation in self.running}
        if not groups:
            return []
        if len(groups) == 1:
            return self.running
        self._step += 1
        last = {group: self._last_steps.get(group, 0) for group in groups}
        chosen = min(
            (generation.request.adapters for generation in self.running), key=last.__getitem__
        )
        self._last_steps = {**last, chosen: self._step}
        return [g for g in self.running if g.request.adapters == chosen]

    # Chunks and cells -----------------------------------------------------------------------

    def _chunk_length(self, generation: Generation, room: int) -> int:
        num_tokens = min(generation.num_pending, room)
        # A recurrent model's state is saved before the last token of the prompt, the latest point
        # that the same prompt, or the next turn of the chat, can come back to.
        to_checkpoint = len(generation.request.prompt) - 1 - generation.num_evaluated
        if self.pool.is_recurrent and to_checkpoint > 0:
            num_tokens = min(num_tokens, to_checkpoint)
        return num_tokens

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

    def _free_cells(self, needed: int, *keep: Slot | None) -> bool:
        while self.pool.num_free_cells < needed:
            victim = self.pool.next_victim(*keep)
            if victim is None:
                return False
            self.pool.truncate(victim, 0)
        return True

    def _make_room(self, num_tokens: int, generation: Generation, planned: list[Chunk]) -> bool:
        """Free cells for a chunk; False when the request itself has to wait."""
        needed = num_tokens + sum(len(chunk.tokens) for chunk in planned)
        while not self._free_cells(needed):
            youngest = self.running[-1]
            in_plan = any(chunk.generation is youngest for chunk in planned)
            victim = generation if in_plan else youngest
            self._preempt(victim)
            if victim is generation:
                return False
        return True

    def _preempt(self, generation: Generation) -> None:
        self.running.remove(generation)
        slot = self._release(generation)
        self.pool.truncate(slot, 0)
        self.waiting.appendleft(generation)

    def _release(self, generation: Generation) -> Slot:
        slot = generation.slot
        assert slot is not None
        generation.slot = None
        generation.is_filled = False
        self.pool.release(slot)
        return slot
