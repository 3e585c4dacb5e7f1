"""Batches of conversations of similar length."""

from __future__ import annotations

from random import Random

import torch
from torch import Tensor

from . import corpus
from .tokenizer import Tokenizer

# Lengths are padded to a multiple of this, and longer conversations are left out.
LENGTH_STEP = 32
MAX_LENGTH = 1664
SPELLED_OUT_SHARE = 0.08


class Batches:
    """Conversations in buckets of similar length.

    Args:
        tokenizer: Turns conversations into ids.
        rng: Where every choice comes from.
        batch_tokens: Ids per batch, padding included.
    """

    def __init__(self, tokenizer: Tokenizer, rng: Random, batch_tokens: int) -> None:
        self.tokenizer, self.rng, self.batch_tokens = tokenizer, rng, batch_tokens
        self._droppable = tokenizer.droppable()
        self._pools: dict[int, list[tuple[list[int], list[bool]]]] = {}

    def _refill(self, progress: float) -> None:
        for _ in range(1500):
            conversation = corpus.sample(self.rng, progress)
            without: frozenset[str] = frozenset()
            if self.rng.random() < SPELLED_OUT_SHARE:
                # A grammar may force text whose split into tokens is not the usual one.
                kept = self.rng.random()
                without = frozenset(f for f in self._droppable if self.rng.random() > kept)
            ids, trained = self.tokenizer.encode_conversation(conversation, without)
            if len(ids) <= MAX_LENGTH:
                bucket = len(ids) + -len(ids) % LENGTH_STEP
                self._pools.setdefault(bucket, []).append((ids, trained))

    def next(self, progress: float) -> tuple[Tensor, Tensor, Tensor, int]:
        """Returns ids (B, T), flat positions that predict, their targets, and the real length."""
        while True:
            stock = {b: len(self._pools[b]) * b for b in sorted(self._pools)}
            ready = [b for b in stock if len(self._pools[b]) >= self._num_rows(b)]
            if ready and sum(stock.values()) >= 60 * self.batch_tokens:
                break
            self._refill(progress)
        bucket = self.rng.choices(ready, [stock[b] for b in ready])[0]
        pool = self._pools[bucket]
        rows = [pool.pop(self.rng.randrange(len(pool))) for _ in range(self._num_rows(bucket))]
        return _collate(rows, bucket)

    def _num_rows(self, bucket: int) -> int:
        return max(1, self.batch_tokens // bucket)


def _collate(
    rows: list[tuple[list[int], list[bool]]], length: int
) -> tuple[Tensor, Tensor, Tensor, int]:
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    trained = torch.zeros(len(rows), length, dtype=torch.bool)
    for index, (row, mask) in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        trained[index, : len(row)] = torch.tensor(mask)
    predicts = trained[:, 1:]
    targets = ids[:, 1:][predicts]
    grid = torch.arange(len(rows))[:, None] * length + torch.arange(length - 1)[None]
    positions = grid[predicts]
    return ids, positions, targets, sum(len(row) for row, _ in rows)
