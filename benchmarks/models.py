"""The models that are measured: random weights of a given shape, and a copy of the bundled model.

Both are made so that greedy decoding never ends by itself: tokens that must not win have a row of
zeros, or of very small weights, in the output matrix (which is the embedding, too), so their logit
is about 0 and the largest of the others is chosen. Nothing else changes: the shapes, the
vocabulary and what each token costs stay as they are.

Files are kept in build/bench/models. Their names hold a digest of the code that writes them, so
they are made again when it changes.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
from numpy.typing import NDArray

from benchmarks import vocabulary
from benchmarks.llama import silence_log
from benchmarks.vocabulary import CONTROL_TOKENS, END_OF_TEXT, TURN_END, train_vocabulary
from langchain_gguf.hub import BUNDLED_MODEL

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "build" / "bench" / "models"
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SILENT_SCALE = 0.05
FILE_TYPES = {
    "q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0,
    "q4_k_m": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M,
}


@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama model; the rows of its matrices must be multiples of 256 for Q4_K_M."""

    vocabulary_size: int
    num_channels: int
    num_layers: int
    num_heads: int
    num_kv_heads: int
    feed_forward_size: int
    context_length: int = 8192

    @property
    def head_size(self) -> int:
        """Channels of each attention head."""
        return self.num_channels // self.num_heads

    @property
    def num_weights(self) -> int:
        """Number of parameters."""
        attention = 2 * self.num_channels * (self.num_heads + self.num_kv_heads) * self.head_size
        layer = attention + 3 * self.num_channels * self.feed_forward_size + 2 * self.num_channels
        return (self.vocabulary_size + 1) * self.num_channels + self.num_layers * layer


SHAPES = {
    # The size at which llama.cpp's own work and Python's are both visible.
    "95m": Shape(32_000, 768, 10, 12, 4, 2304),
    # As little work as possible besides a large vocabulary.
    "128k": Shape(128_000, 64, 2, 1, 1, 256),
}


def random_model(name: str, file_type: str = "f16") -> Path:
    """Returns the file of a model with random weights, made now unless it is there.

    Args:
        name: a key of `SHAPES`.
        file_type: "f16", "q8_0" or "q4_k_m"; the latter are made of the first by llama.cpp.
    """
    if file_type == "f16":
        return _cached(f"{name}-f16", lambda path: write_random_model(path, SHAPES[name]))
    source = random_model(name)
    return _cached(f"{name}-{file_type}", lambda path: quantize(source, path, file_type))


def endless_bundled_model() -> Path:
    """Returns a copy of the bundled model that only ever writes whole characters and never ends."""
    return _cached("bundled", _write_endless_copy)


def write_random_model(path: Path, shape: Shape, seed: int = 0) -> None:
    """Writes a Llama model in F16 whose greedy text is made of the vocabulary's words."""
    vocab = train_vocabulary(shape.vocabulary_size)
    writer = gguf.GGUFWriter(path, "llama")
    _add_sizes(writer, shape)
    _add_tokenizer(writer, vocab)
    rng = np.random.default_rng(seed)
    embedding = rng.standard_normal((shape.vocabulary_size, shape.num_channels), np.float32)
    silent = np.ones(shape.vocabulary_size, bool)
    silent[vocab.words] = False
    # Not zero: as a part of a prompt they should make a difference.
    embedding[silent] *= SILENT_SCALE
    writer.add_tensor("token_embd.weight", embedding.astype(np.float16))
    writer.add_tensor("output_norm.weight", np.ones(shape.num_channels, np.float32))
    for layer in range(shape.num_layers):
        _add_layer(writer, f"blk.{layer}", shape, rng)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source: Path, target: Path, file_type: str) -> None:
    """Quantizes a GGUF file with llama.cpp.

    Raises:
        RuntimeError: llama.cpp failed.
    """
    silence_log()
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = FILE_TYPES[file_type]
    status = llama_cpp.llama_model_quantize(
        str(source).encode(), str(target).encode(), ctypes.byref(params)
    )
    if status != 0:
        raise RuntimeError(f"llama.cpp could not quantize {source.name} to {file_type}: {status}")


def silence_tokens(path: Path, tokens: Sequence[int]) -> None:
    """Zeroes rows of a GGUF file's token embedding, which must be its output matrix as well.

    Raises:
        ValueError: The file has an output matrix of its own.
    """
    reader = gguf.GGUFReader(path, "r+")
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    if "output.weight" in tensors:
        raise ValueError(f"{path.name} does not share the embedding with its output")
    # In every format that GGUF knows, zero bytes are weights of zero.
    tensors["token_embd.weight"].data[list(tokens)] = 0
    reader.data.flush()


def _write_endless_copy(path: Path) -> None:
    shutil.copyfile(BUNDLED_MODEL, path)
    reader = gguf.GGUFReader(path)
    texts = reader.fields["tokenizer.ggml.tokens"].contents()
    types = reader.fields["tokenizer.ggml.token_type"].contents()
    spoken = (gguf.TokenType.NORMAL, gguf.TokenType.USER_DEFINED)
    # Every ASCII character is its own byte letter; anything else may be a part of a character.
    silent = [
        index
        for index, (text, kind) in enumerate(zip(texts, types, strict=True))
        if kind not in spoken or not text.replace("Ġ", " ").replace("Ċ", "\n").isascii()
    ]
    silence_tokens(path, silent)


def _add_sizes(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_name("random weights for benchmarks")
    writer.add_context_length(shape.context_length)
    writer.add_embedding_length(shape.num_channels)
    writer.add_block_count(shape.num_layers)
    writer.add_feed_forward_length(shape.feed_forward_size)
    writer.add_head_count(shape.num_heads)
    writer.add_head_count_kv(shape.num_kv_heads)
    writer.add_rope_freq_base(10_000.0)
    writer.add_rope_dimension_count(shape.head_size)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(shape.vocabulary_size)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def _add_tokenizer(writer: gguf.GGUFWriter, vocab: vocabulary.Vocabulary) -> None:
    control = len(vocab.tokens) - len(CONTROL_TOKENS)
    types = [gguf.TokenType.NORMAL] * control + [gguf.TokenType.CONTROL] * len(CONTROL_TOKENS)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([text.encode() for text in vocab.tokens])
    writer.add_token_types([int(kind) for kind in types])
    writer.add_token_merges(vocab.merges)
    writer.add_bos_token_id(vocab.tokens.index(END_OF_TEXT))
    writer.add_eos_token_id(vocab.tokens.index(TURN_END))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _add_layer(
    writer: gguf.GGUFWriter, prefix: str, shape: Shape, rng: np.random.Generator
) -> None:
    channels, feed_forward = shape.num_channels, shape.feed_forward_size
    kv_size = shape.num_kv_heads * shape.head_size
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"{prefix}.{name}.weight", np.ones(channels, np.float32))
    matrices = {
        "attn_q": (channels, channels),
        "attn_k": (kv_size, channels),
        "attn_v": (kv_size, channels),
        "attn_output": (channels, channels),
        "ffn_gate": (feed_forward, channels),
        "ffn_up": (feed_forward, channels),
        "ffn_down": (channels, feed_forward),
    }
    for name, (rows, columns) in matrices.items():
        writer.add_tensor(f"{prefix}.{name}.weight", _matrix(rng, rows, columns))


def _matrix(rng: np.random.Generator, rows: int, columns: int) -> NDArray[np.float16]:
    values = rng.standard_normal((rows, columns), dtype=np.float32)
    values *= columns**-0.5
    return values.astype(np.float16)


@functools.cache
def _digest() -> str:
    """Digest of everything that decides what the files hold."""
    sources = (Path(__file__), Path(vocabulary.__file__), BUNDLED_MODEL)
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:10]


def _cached(name: str, write: Callable[[Path], None]) -> Path:
    path = MODELS / f"{name}-{_digest()}.gguf"
    if not path.exists():
        MODELS.mkdir(parents=True, exist_ok=True)
        for outdated in MODELS.glob(f"{name}-*.gguf"):
            outdated.unlink()
        print(f"   making {path.relative_to(ROOT)}", flush=True)
        partial = path.with_suffix(".partial")
        write(partial)
        partial.replace(path)
    return path
