"""Byte-level BPE vocabularies of any size, trained on made-up words; the same each time.

Speed depends on how many tokens there are and on how their texts share beginnings, not on what
they mean, so generated text does as well as a downloaded vocabulary.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import tokenizers

END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CONTROL_TOKENS = (END_OF_TEXT, TURN_START, TURN_END)

ONSETS = (
    *"bcdfghjklmnprstvwz",
    *("br", "ch", "cl", "cr", "dr", "fl", "gr", "pl", "pr", "sh", "sl", "st", "th", "tr"),
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ee", "ou", "é")
CODAS = ("", "", "n", "r", "s", "t", "l", "m", "ck", "nd", "st")
MARKUP = (
    '{"',
    '": "',
    '", "',
    '": ',
    '"}',
    "}, {",
    "[[",
    "]]",
    "();",
    "):\n",
    " == ",
    "...",
    "://",
)
# Large vocabularies hold about this many words for each thousand tokens.
WORDS_PER_TOKEN = 2


@dataclass(frozen=True)
class Vocabulary:
    """What a GGUF file says about its tokenizer.

    Attributes:
        tokens: texts in GPT-2's byte letters, in id order, control tokens last.
        merges: the merges, best first, each "left right".
        words: ids of tokens that are a space and one lower-case ASCII word, and that tokenizing
            their own text gives back. Any sequence of them survives being text in between.
    """

    tokens: list[str]
    merges: list[str]
    words: list[int]


@functools.cache
def train_vocabulary(num_tokens: int, seed: int = 0) -> Vocabulary:
    """Returns a vocabulary of exactly `num_tokens`, control tokens included.

    Raises:
        ValueError: The text has too few different words for so many tokens.
    """
    level = tokenizers.pre_tokenizers.ByteLevel
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = level(add_prefix_space=False)
    num_trained = num_tokens - len(CONTROL_TOKENS)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=num_trained, initial_alphabet=level.alphabet(), show_progress=False
    )
    bpe.train_from_iterator(_text(WORDS_PER_TOKEN * num_tokens, Random(seed)), trainer)
    model = json.loads(bpe.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    if len(tokens) != num_trained:
        raise ValueError(f"the text gave {len(tokens)} tokens, not {num_trained}")
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    return Vocabulary([*tokens, *CONTROL_TOKENS], merges, _words(bpe, tokens))


def _words(bpe: tokenizers.Tokenizer, tokens: list[str]) -> list[int]:
    found = {index: text for index, text in enumerate(tokens) if re.fullmatch("Ġ[a-z]{2,}", text)}
    encoded = bpe.encode_batch([f" {text[1:]}" for text in found.values()])
    return [index for index, code in zip(found, encoded, strict=True) if code.ids == [index]]


def _text(num_words: int, rng: Random) -> Iterator[str]:
    """Yields made-up words by Zipf's law, and what stands between words in prose, code and JSON."""
    for rank, word in enumerate(_made_up_words(num_words, rng)):
        frequency = min(50, 1 + num_words // (rank + 1))
        yield f" {word}" * frequency
        if rank % 4 == 0:
            yield f"{word} {word.capitalize()}" * (frequency // 4 + 1)
    for number in range(1000):
        yield f" {number} {number:03}"
    for left, right in itertools.product(MARKUP, MARKUP):
        yield f"{left}{right}" * 5
    for length in range(1, 33):
        yield f"x\n{' ' * length}x" * 20
    for code_point in range(0x4E00, 0x4E00 + 500):
        yield chr(code_point) * 10


def _made_up_words(num_words: int, rng: Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < num_words:
        num_syllables = rng.choice((1, 2, 2, 3, 3, 4))
        syllables = (
            rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
            for _ in range(num_syllables)
        )
        words["".join(syllables)] = None
    return list(words)
