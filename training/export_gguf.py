"""Writes the trained model as a GGUF file that llama.cpp runs.

python -m training.export_gguf --work-dir build/training
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
from torch import Tensor

from .model import ModelConfig
from .reference import write_reference
from .tokenizer import CONTROL_TOKENS, END_OF_TEXT, TURN_END, Tokenizer

TEMPLATE = Path(__file__).parent / "chat_template.jinja"
SHIPPED = Path("src/langchain_gguf/models/langchain-gguf-tiny.gguf")
REFERENCE = Path("tests/reference_logits.json")
# The tutorial on training draws the run of the shipped file.
LOG = Path("docs/training_log.csv")
DESCRIPTION = (
    "A tiny model for tutorials and tests, trained from scratch on generated text. It translates"
    " short sentences, calls tools, fills in JSON, answers from a given text, does small sums and"
    " tells jokes."
)
# our names to llama.cpp's
_NORMS = {
    "attention_norm": "attn_norm",
    "feed_forward_norm": "ffn_norm",
    "q_norm": "attn_q_norm",
    "k_norm": "attn_k_norm",
}
_MATRICES = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}


def tensor_names(num_layers: int) -> dict[str, str]:
    """Returns the name in the file for each of our weights."""
    names = {"embedding.weight": "token_embd.weight", "output_norm": "output_norm.weight"}
    for layer in range(num_layers):
        for ours, theirs in _NORMS.items():
            names[f"blocks.{layer}.{ours}"] = f"blk.{layer}.{theirs}.weight"
        for ours, theirs in _MATRICES.items():
            names[f"blocks.{layer}.{ours}.weight"] = f"blk.{layer}.{theirs}.weight"
    return names


def _add_description(writer: gguf.GGUFWriter, num_weights: int) -> None:
    writer.add_name("langchain-gguf tiny")
    writer.add_author("langchain-gguf contributors")
    writer.add_license("MIT")
    writer.add_description(DESCRIPTION)
    writer.add_languages(["en", "zh", "fr", "de"])
    writer.add_size_label(f"{num_weights / 1e6:.1f}M")
    # It is meant to be run greedily.
    writer.add_sampling_temp(0.0)


def _add_sizes(writer: gguf.GGUFWriter, config: ModelConfig) -> None:
    writer.add_context_length(config.context_length)
    writer.add_embedding_length(config.num_channels)
    writer.add_block_count(config.num_layers)
    writer.add_feed_forward_length(config.feed_forward_size)
    writer.add_head_count(config.num_heads)
    writer.add_head_count_kv(config.num_kv_heads)
    writer.add_key_length(config.head_size)
    writer.add_value_length(config.head_size)
    writer.add_rope_freq_base(config.rope_base)
    writer.add_rope_dimension_count(config.head_size)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_vocab_size(config.vocabulary_size)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    types = [gguf.TokenType.NORMAL] * len(tokenizer.vocabulary)
    for text in tokenizer.added:
        if text in CONTROL_TOKENS:
            types.append(gguf.TokenType.CONTROL)
        else:
            unused = text.startswith("<|unused")
            types.append(gguf.TokenType.UNUSED if unused else gguf.TokenType.USER_DEFINED)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([t.encode() for t in (*tokenizer.vocabulary, *tokenizer.added)])
    writer.add_token_types([int(kind) for kind in types])
    writer.add_token_merges(tokenizer.merges)
    writer.add_bos_token_id(tokenizer.added_ids[END_OF_TEXT])
    writer.add_pad_token_id(tokenizer.added_ids[END_OF_TEXT])
    writer.add_eos_token_id(tokenizer.added_ids[TURN_END])
    writer.add_eot_token_id(tokenizer.added_ids[TURN_END])
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_chat_template(TEMPLATE.read_text(encoding="utf-8"))


def _add_weights(writer: gguf.GGUFWriter, weights: dict[str, Tensor], config: ModelConfig) -> None:
    """Matrices as Q8_0, norms as they are; the output layer is the embedding."""
    kind = gguf.GGMLQuantizationType.Q8_0
    for ours, theirs in tensor_names(config.num_layers).items():
        values = np.ascontiguousarray(weights[ours].float().numpy(), dtype=np.float32)
        if values.ndim == 1:
            writer.add_tensor(theirs, values)
        else:
            writer.add_tensor(theirs, gguf.quants.quantize(values, kind), raw_dtype=kind)


def export(work_dir: Path, output: Path, reference: Path) -> None:
    """Writes the last checkpoint of a work directory to a GGUF file, with PyTorch's logits."""
    state = torch.load(work_dir / "checkpoint.pt", map_location="cpu", weights_only=True)
    config = ModelConfig(**state["config"])
    weights = state["model"]
    writer = gguf.GGUFWriter(output, "qwen3")
    _add_description(writer, sum(weight.numel() for weight in weights.values()))
    _add_sizes(writer, config)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    tokenizer = Tokenizer.load(work_dir / "tokenizer.json")
    _add_tokenizer(writer, tokenizer)
    _add_weights(writer, weights, config)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    write_reference(reference, weights, config, tokenizer)


def main() -> None:
    """Exports the model and says where it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work-dir", type=Path, default=Path("build/training"))
    parser.add_argument("--output", type=Path, default=SHIPPED)
    options = parser.parse_args()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    partial = options.output.with_suffix(".partial")
    is_shipped = options.output == SHIPPED
    if is_shipped:
        shutil.copyfile(options.work_dir / "log.csv", LOG)
    reference = REFERENCE if is_shipped else options.output.with_suffix(".logits.json")
    export(options.work_dir, partial, reference)
    partial.replace(options.output)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
