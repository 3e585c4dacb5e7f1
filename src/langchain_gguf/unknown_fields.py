"""What to use here for settings of llama-cpp-python and of langchain-community's class."""

from __future__ import annotations

_CONSTRAINT = (
    'Give calls constraint={"lark": ...}, {"regex": ...} or {"choice": [...]}, or a schema: '
    "response_format or with_structured_output."
)
_FROM_FILE = "There is no such setting: what the model file says counts."
_FIELDS_OF_THEIR_OWN = "There is no such setting: give each as an argument of its own."
_NO_USE = "There is no such setting: a chat model has no use for it. Leave it out."
_LLAMA_CPP_DECIDES = "There is no such setting: llama.cpp's default is used. Leave it out."
_TEMPLATE = "Use chat_template; without it, the model file's own template is used."

HINTS: dict[str, str] = {
    "grammar": _CONSTRAINT,
    "grammar_path": f"Grammars are not read from files. {_CONSTRAINT}",
    "last_n_tokens_size": "Use repeat_last_n, llama.cpp's name of it.",
    "model_kwargs": _FIELDS_OF_THEIR_OWN,
    "mirostat_mode": "Use mirostat, llama.cpp's name of it.",
    "tfs_z": "There is no such setting: llama.cpp no longer has it. Use min_p or typical_p.",
    "n": "There is no such setting: one call gives one answer. Use batch with several seeds.",
    "best_of": "There is no such setting: one call gives one answer.",
    "chat_format": _TEMPLATE,
    "chat_handler": f"Images are not read. {_TEMPLATE}",
    "logits_processor": "There is no such setting: use logit_bias, or constraint in a call.",
    "stopping_criteria": "Use stop for texts, max_tokens or timeout for limits.",
    "n_threads_batch": "Use n_threads; it also counts for prompts.",
    "embedding": "There is no such setting: a chat model makes no embeddings.",
    "draft_model": "There is no such setting: drafts of another model are not supported.",
    **dict.fromkeys(("rope_freq_base", "rope_freq_scale", "rope_scaling_type"), _FROM_FILE),
    **dict.fromkeys(("yarn_ext_factor", "yarn_attn_factor", "yarn_beta_fast"), _FROM_FILE),
    **dict.fromkeys(("yarn_beta_slow", "yarn_orig_ctx", "kv_overrides"), _FROM_FILE),
    **dict.fromkeys(("attention_type", "pooling_type", "tokenizer"), _FROM_FILE),
    **dict.fromkeys(("n_parts", "f16_kv", "lora_base", "spm_infill"),
                    "There is no such setting: llama.cpp no longer has it. Leave it out."),
    **dict.fromkeys(("logits_all", "vocab_only", "suffix", "echo"), _NO_USE),
    **dict.fromkeys(("split_mode", "main_gpu", "tensor_split", "numa"), _LLAMA_CPP_DECIDES),
    **dict.fromkeys(("offload_kqv", "flash_attn", "op_offload", "swa_full"), _LLAMA_CPP_DECIDES),
    **dict.fromkeys(("no_perf", "type_k", "type_v"), _LLAMA_CPP_DECIDES),
}  # fmt: skip
