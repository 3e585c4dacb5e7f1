"""A random model whose vocabulary is SentencePiece's: it puts a space before every text."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

_WIDTH = 32
_PIECES = [*"▁abcdefghimnos<>/|[]_INST", "▁a", "▁<", "▁b", "ab", "\n\n"]


def write_sentencepiece_model(path: Path, template: str | None = None) -> Path:
    """Write a GGUF file in the form of Llama 2.

    Args:
        path: where to.
        template: its chat template, or None for a file without one.
    """
    control, unknown, byte, normal = 3, 2, 6, 1
    tokens = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]
    types = [unknown, *[control] * 4, *[byte] * 256, *[normal] * len(_PIECES)]
    tokens += [f"<0x{value:02X}>" for value in range(256)] + _PIECES
    scores = [0.0] * 5 + [0.0] * 256 + [-float(rank) for rank in range(len(_PIECES), 0, -1)]
    writer = gguf.GGUFWriter(path, "llama")
    for key, value in {
        "context_length": 256, "embedding_length": _WIDTH, "block_count": 1,
        "feed_forward_length": _WIDTH, "attention.head_count": 1, "attention.head_count_kv": 1,
        "rope.dimension_count": _WIDTH,
    }.items():  # fmt: skip
        writer.add_uint32(f"llama.{key}", value)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    if template is not None:
        writer.add_chat_template(template)
    _add_weights(writer, len(tokens))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_weights(writer: gguf.GGUFWriter, num_tokens: int) -> None:
    random = np.random.default_rng(0)
    matrices = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    shapes = {f"blk.0.{name}": (_WIDTH, _WIDTH) for name in matrices}
    shapes |= {"token_embd": (num_tokens, _WIDTH), "output": (num_tokens, _WIDTH)}
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", random.normal(0, 0.1, shape).astype(np.float32))
    for name in ("blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(_WIDTH, np.float32))
