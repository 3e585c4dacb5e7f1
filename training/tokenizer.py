"""A byte-level BPE tokenizer whose ids llama.cpp reproduces exactly.

A value must look the same in a question and in JSON, so that copying it is copying ids: nothing
merges over digits, punctuation or spaces, and every Chinese character is one token. The fixed
text around values (JSON, tool prompts) is cut into whole-fragment tokens to keep prompts short.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from random import Random

from . import corpus
from .chat_format import SCHEMA_INSTRUCTION, TOOLS_HEAD, TOOLS_TAIL, Conversation, render
from .corpus import words

# These end or begin turns; llama.cpp reads them only in the template's own text.
END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CONTROL_TOKENS = (END_OF_TEXT, TURN_START, TURN_END)
# Grammars name the tags as tokens, so a tag is never a part of a longer one.
TAGS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<tools>", "</tools>",
        "<think>", "</think>")  # fmt: skip
# llama-cpp-python writes tokens through a buffer of 32 bytes and drops longer ones.
MAX_TOKEN_BYTES = 32
# No two of one length overlap: `added_tokens` refuses that.
JSON_FRAGMENTS = (
    '": "', '": ', '", ', '{"', '}, ', '"}, "', ']}}}', '\n{"name": "', '", "arguments": {"',
    '{"type": "function", "function":', ' {"name": "', '", "description": "',
    '", "parameters": {"type":', ' "object", "properties": {', '": {"type": "string"',
    '": {"type": "integer"', '": {"type": "num', '": {"type": "boo', '": {"type": "arr',
    ', "items": {"type": "string"}', ' "description": "', ', "enum": ["', '}}, "required": [',
    ', "properties": {', '": {"desc', '], "type": "object"}', '": {"anyOf": [{"type": "',
    '"default": null', '{"title": "', '"title": "',
)  # fmt: skip
_LATIN_WORD = re.compile("[A-Za-zÀ-ÿœ]+")
_SPACED_WORD = re.compile(" ([A-Za-zÀ-ÿœ]+)")


def _byte_letters() -> dict[int, str]:
    """GPT-2's printable letter for each byte."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), 256)]
    letters = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(plain)))
    return letters


BYTE_LETTERS = _byte_letters()


def byte_letters(text: str) -> str:
    """Returns the text in GPT-2's byte letters."""
    return "".join(BYTE_LETTERS[byte] for byte in text.encode())


def fragments_of(text: str, limit: int = MAX_TOKEN_BYTES) -> list[str]:
    """Returns a fixed text without its tags, in pieces of whole words that can be tokens."""
    pieces: list[str] = []
    for part in re.split("|".join(map(re.escape, TAGS)), text):
        pieces.append("")
        for word in re.findall(r"\s*\S+", part):
            if len((pieces[-1] + word).encode()) <= limit:
                pieces[-1] += word
            else:
                pieces.append(word)
    return [piece for piece in pieces if len(piece) > 1]


def _could_overlap(first: str, second: str) -> bool:
    """Says whether two different tokens of one length could claim the same bytes of a text."""
    if first == second or len(first.encode()) != len(second.encode()):
        return False
    pairs = ((first, second), (second, first))
    return any(a.endswith(b[:size]) for a, b in pairs for size in range(1, len(b)))


def added_tokens() -> list[str]:
    """Returns every token that is matched as a whole, before BPE.

    llama.cpp matches longer tokens first; among equals its order is not ours to rely on, so no two
    of one length may overlap.
    """
    fragments = [*TAGS]
    for text in (TOOLS_HEAD, TOOLS_TAIL, SCHEMA_INSTRUCTION):
        fragments += fragments_of(text)
    fragments += JSON_FRAGMENTS
    tokens: list[str] = []
    for token in dict.fromkeys([*CONTROL_TOKENS, *fragments]):
        if len(token.encode()) > MAX_TOKEN_BYTES:
            raise ValueError(f"token longer than {MAX_TOKEN_BYTES} bytes: {token!r}")
        if token not in TAGS and any(tag in token for tag in TAGS):
            raise ValueError(f"tag inside a longer token: {token!r}")
        for other in tokens:
            if _could_overlap(token, other):
                raise ValueError(f"tokens of one length overlap: {token!r} and {other!r}")
        tokens.append(token)
    return tokens


class Tokenizer:
    """Text to ids and back, as llama.cpp does it.

    Args:
        vocabulary: The BPE tokens in GPT-2's byte letters, in id order.
        merges: The merges, best first, each "left right".
        added: The tokens matched as a whole, in id order after the vocabulary.
    """

    def __init__(self, vocabulary: list[str], merges: list[str], added: list[str]) -> None:
        import tokenizers

        self.vocabulary, self.merges, self.added = vocabulary, merges, added
        pairs = [(left, right) for left, right in (merge.split(" ") for merge in merges)]
        ids = {token: index for index, token in enumerate(vocabulary)}
        self._bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=ids, merges=pairs))
        self._bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        self.added_ids = {text: len(vocabulary) + index for index, text in enumerate(added)}
        self._longest_first = sorted(added, key=lambda text: -len(text.encode()))
        self._cache: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.vocabulary) + len(self.added)

    def _pieces(self, text: str, without: Collection[str]) -> Iterator[str | int]:
        pieces: list[str | int] = [text]
        for token in self._longest_first:
            if token not in text or token in without:
                continue
            split: list[str | int] = []
            for piece in pieces:
                if isinstance(piece, int):
                    split.append(piece)
                    continue
                for index, part in enumerate(piece.split(token)):
                    split += ([self.added_ids[token]] if index else []) + ([part] if part else [])
            pieces = split
        yield from pieces

    def encode(self, text: str, without: Collection[str] = ()) -> list[int]:
        """Returns the ids of a text, with control tokens read as such.

        Args:
            text: The text.
            without: Fragments not to use, so that a model also meets their spelled-out form.
        """
        ids: list[int] = []
        for piece in self._pieces(text, without):
            if isinstance(piece, int):
                ids.append(piece)
                continue
            found = self._cache.get(piece)
            if found is None:
                found = self._bpe.encode(piece).ids
                if len(piece) < 24 and len(self._cache) < 200_000:
                    self._cache[piece] = found
            ids += found
        return ids

    def encode_conversation(
        self, conversation: Conversation, without: Collection[str] = ()
    ) -> tuple[list[int], list[bool]]:
        """Returns the ids of a conversation and for each whether the model is trained on it."""
        ids: list[int] = []
        trained: list[bool] = []
        for text, is_trained in render(conversation):
            found = self.encode(text, without)
            ids += found
            trained += [is_trained] * len(found)
        return ids, trained

    def droppable(self) -> list[str]:
        """Returns the fragments that a text may also be spelled without."""
        return [text for text in self.added if text not in CONTROL_TOKENS and text not in TAGS]

    def save(self, path: Path) -> None:
        """Writes the tokenizer as JSON."""
        content = {"vocabulary": self.vocabulary, "merges": self.merges, "added": self.added}
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Reads what `save` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def of_gguf(cls, path: Path) -> Tokenizer:
        """Reads the tokenizer that a GGUF file of ours holds."""
        import gguf

        fields = gguf.GGUFReader(path).fields
        tokens = fields["tokenizer.ggml.tokens"].contents()
        kinds = fields["tokenizer.ggml.token_type"].contents()
        num_normal = kinds.count(gguf.TokenType.NORMAL)
        merges = fields["tokenizer.ggml.merges"].contents()
        return cls(tokens[:num_normal], merges, tokens[num_normal:])


def _count(num_samples: int, seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Latin words, characters beyond them, and words that follow a space."""
    latin: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    spaced: Counter[str] = Counter()
    rng = Random(seed)
    for _ in range(num_samples):
        text = corpus.text_of(corpus.sample(rng)).replace(TOOLS_HEAD, "").replace(TOOLS_TAIL, "")
        latin.update(_LATIN_WORD.findall(text))
        spaced.update(_SPACED_WORD.findall(text))
        characters.update(character for character in text if ord(character) > 0x2000)
    lists = (words.NOUNS, words.HELD_OUT_NOUNS, words.ADJECTIVES, words.VERBS, words.CITIES)
    for word in (*(word for each in lists for word in each), *words.FIRST_NAMES):
        latin[word] += 30
    return latin, characters, spaced


def _latin_merges(latin: Counter[str], num_merges: int) -> list[tuple[str, str]]:
    import tokenizers

    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=256 + num_merges, initial_alphabet=alphabet, show_progress=False
    )
    # The square root keeps a few frequent template words from taking every merge.
    repeated = (word for word in sorted(latin) for _ in range(max(1, int(latin[word] ** 0.5))))
    bpe.train_from_iterator(repeated, trainer)
    found = json.loads(bpe.to_str())["model"]["merges"]
    return [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in found]


def train_tokenizer(
    num_samples: int = 40_000, seed: int = 7, num_merges: int = 2200, num_spaced_words: int = 240
) -> Tokenizer:
    """Returns a tokenizer for the corpus."""
    latin, characters, spaced = _count(num_samples, seed)
    merges = _latin_merges(latin, num_merges)
    vocabulary = [BYTE_LETTERS[byte] for byte in range(256)]
    vocabulary += [left + right for left, right in merges]
    known = set(vocabulary)
    frequent_characters = {c for c, count in characters.items() if count >= 20}
    for character in sorted(frequent_characters | set(words.HANZI)):
        letters = byte_letters(character)
        for size in range(1, len(letters)):
            if letters[: size + 1] not in known:
                merges.append((letters[:size], letters[size]))
                vocabulary.append(letters[: size + 1])
                known.add(letters[: size + 1])
    values = {*words.NOUNS, *words.HELD_OUT_NOUNS, *words.ADJECTIVES, *words.VERBS}
    frequent = [w for w, _ in spaced.most_common(2000) if w not in values and w.islower()]
    space = byte_letters(" ")
    for word in [w for w in frequent if byte_letters(w) in known][:num_spaced_words]:
        merges.append((space, byte_letters(word)))
        vocabulary.append(space + byte_letters(word))
    added = added_tokens()
    unused = -(len(vocabulary) + len(added)) % 32
    added += [f"<|unused{index}|>" for index in range(unused)]
    return Tokenizer(vocabulary, [" ".join(merge) for merge in merges], added)
