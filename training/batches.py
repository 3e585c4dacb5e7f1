"""Batches of conversations of similar length."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import torch
from torch import Tensor

from . import corpus
from .tokenizer import Tokenizer

# Lengths are padded to a multiple of this, and longer conversations are left out.
LENGTH_STEP = 32
MAX_LENGTH = 1664
SPELLED_OUT_SHARE = 0.08
# Of the fixed answers so many are trained as `repeat_penalty` leaves them; see `Batch.said`.
PENALISED_SHARE = 0.5


class Row(NamedTuple):
    """A conversation as ids, which of them are trained, and whether as under a penalty."""

    ids: list[int]
    trained: list[bool]
    is_penalised: bool


class Batch(NamedTuple):
    """Conversations of one length.

    `ids` is (B, T). `positions` are the flat ones that predict, `targets` the ids that they
    predict. `said` (positions, vocabulary) marks what the answer of a position has said before,
    or is None where no row is penalised. `num_tokens` counts ids without padding.
    """

    ids: Tensor
    positions: Tensor
    targets: Tensor
    said: Tensor | None
    num_tokens: int


class Batches:
    """Conversations in buckets of similar length.

    Args:
        tokenizer: Turns conversations into ids.
        rng: Where every choice comes from but that of lengths.
        length_rng: Where the choice of lengths comes from. If it is alike in all processes, their
            batches take about as long, and none waits for the others.
        batch_tokens: Ids per batch, padding included.
        fixed_share: What part of the conversations is learnt by heart; None: the usual one.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        rng: Random,
        length_rng: Random,
        batch_tokens: int,
        fixed_share: float | None = None,
    ) -> None:
        self.tokenizer, self.rng, self.batch_tokens = tokenizer, rng, batch_tokens
        self._fixed_share = fixed_share
        self._length_rng = length_rng
        self._droppable = tokenizer.droppable()
        self._pools: dict[int, list[Row]] = {}

    def _refill(self, at_first: bool) -> None:
        for _ in range(1500):
            task, conversation = corpus.sample_with_task(self.rng, at_first, self._fixed_share)
            without: frozenset[str] = frozenset()
            if self.rng.random() < SPELLED_OUT_SHARE:
                # A grammar may force text whose split into tokens is not the usual one.
                kept = self.rng.random()
                without = frozenset(f for f in self._droppable if self.rng.random() > kept)
            ids, trained = self.tokenizer.encode_conversation(conversation, without)
            if len(ids) <= MAX_LENGTH:
                bucket = len(ids) + -len(ids) % LENGTH_STEP
                is_penalised = task == "fixed" and self.rng.random() < PENALISED_SHARE
                self._pools.setdefault(bucket, []).append(Row(ids, trained, is_penalised))

    def next(self, at_first: bool) -> Batch:
        """Returns the next batch; `at_first` the simplest forms come more often."""
        while True:
            stock = {b: len(self._pools[b]) * b for b in sorted(self._pools)}
            ready = [b for b in stock if len(self._pools[b]) >= self._num_rows(b)]
            if ready and sum(stock.values()) >= 60 * self.batch_tokens:
                break
            self._refill(at_first)
        bucket = self._length_rng.choices(ready, [stock[b] for b in ready])[0]
        pool = self._pools[bucket]
        rows = [pool.pop(self.rng.randrange(len(pool))) for _ in range(self._num_rows(bucket))]
        return _collate(rows, bucket, len(self.tokenizer))

    def _num_rows(self, bucket: int) -> int:
        return max(1, self.batch_tokens // bucket)


def _collate(rows: list[Row], length: int, vocabulary_size: int) -> Batch:
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    trained = torch.zeros(len(rows), length, dtype=torch.bool)
    for index, row in enumerate(rows):
        ids[index, : len(row.ids)] = torch.tensor(row.ids)
        trained[index, : len(row.ids)] = torch.tensor(row.trained)
    predicts = trained[:, 1:]
    targets = ids[:, 1:][predicts]
    grid = torch.arange(len(rows))[:, None] * length + torch.arange(length - 1)[None]
    positions = grid[predicts]
    said = _said(rows, len(positions), vocabulary_size)
    return Batch(ids, positions, targets, said, sum(len(row.ids) for row in rows))


def _said(rows: list[Row], num_positions: int, vocabulary_size: int) -> Tensor | None:
    """What each answer of the penalised rows has said before each of its positions."""
    if not any(row.is_penalised for row in rows):
        return None
    said = torch.zeros(num_positions, vocabulary_size, dtype=torch.bool)
    position = 0
    for row in rows:
        answer: list[int] = []
        for token, is_trained in zip(row.ids[1:], row.trained[1:], strict=True):
            if not is_trained:
                answer = []
                continue
            if row.is_penalised:
                said[position, answer] = True
            answer.append(token)
            position += 1
    return said
