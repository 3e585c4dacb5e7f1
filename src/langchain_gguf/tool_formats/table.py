"""The formats, in the order in which they are looked for."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_gguf.tool_formats.base import ToolFormat
from langchain_gguf.tool_formats.formats.apertus import APERTUS
from langchain_gguf.tool_formats.formats.apriel import APRIEL
from langchain_gguf.tool_formats.formats.command_r import COMMAND_A, COMMAND_R
from langchain_gguf.tool_formats.formats.deepseek import (
    DEEPSEEK_R1,
    DEEPSEEK_V3_1,
    DEEPSEEK_V3_2,
    DEEPSEEK_V4,
)
from langchain_gguf.tool_formats.formats.functionary_v3_1 import FUNCTIONARY_V3_1
from langchain_gguf.tool_formats.formats.functionary_v3_2 import FUNCTIONARY_V3_2
from langchain_gguf.tool_formats.formats.gemma import FUNCTION_GEMMA, GEMMA_3, GEMMA_4
from langchain_gguf.tool_formats.formats.gigachat import GIGACHAT_3, GIGACHAT_3_1
from langchain_gguf.tool_formats.formats.glm import GLM_4_5, GLM_4_7
from langchain_gguf.tool_formats.formats.gpt_oss import GPT_OSS
from langchain_gguf.tool_formats.formats.granite import GRANITE
from langchain_gguf.tool_formats.formats.json_list import JSON_LIST
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS, JSON_TAGS_ON_ONE_LINE
from langchain_gguf.tool_formats.formats.kimi_k2 import KIMI_K2
from langchain_gguf.tool_formats.formats.kimi_k3 import KIMI_K3
from langchain_gguf.tool_formats.formats.lfm2 import LFM2
from langchain_gguf.tool_formats.formats.llama3 import LLAMA_3
from langchain_gguf.tool_formats.formats.llama4 import LLAMA_4
from langchain_gguf.tool_formats.formats.minimax import MINIMAX_M1, MINIMAX_M2, MINIMAX_M3
from langchain_gguf.tool_formats.formats.mistral import (
    MISTRAL,
    MISTRAL_LIST,
    MISTRAL_SPACED_LIST,
    MISTRAL_WITH_IDS,
)
from langchain_gguf.tool_formats.formats.nemotron import NEMOTRON
from langchain_gguf.tool_formats.formats.olmo3 import OLMO_3
from langchain_gguf.tool_formats.formats.phi4_mini import PHI_4_MINI
from langchain_gguf.tool_formats.formats.qwen3_coder import QWEN3_CODER, QWEN3_CODER_ON_ONE_LINE
from langchain_gguf.tool_formats.formats.seed_oss import SEED_OSS

# What one format writes may be part of what another writes: the longer one comes first. Those that
# are found by text that templates of others have too come last.
TOOL_FORMATS: Mapping[str, ToolFormat] = {
    "gpt-oss": GPT_OSS,
    "functionary-v3.2": FUNCTIONARY_V3_2,
    "mistral": MISTRAL,
    "mistral-with-ids": MISTRAL_WITH_IDS,
    "mistral-list": MISTRAL_LIST,
    "mistral-spaced-list": MISTRAL_SPACED_LIST,
    "command-a": COMMAND_A,
    "command-r": COMMAND_R,
    "deepseek-r1": DEEPSEEK_R1,
    "deepseek-v3.1": DEEPSEEK_V3_1,
    "deepseek-v3.2": DEEPSEEK_V3_2,
    "deepseek-v4": DEEPSEEK_V4,
    "kimi-k2": KIMI_K2,
    "kimi-k3": KIMI_K3,
    "glm-4.5": GLM_4_5,
    "glm-4.7": GLM_4_7,
    "minimax-m3": MINIMAX_M3,
    "minimax-m2": MINIMAX_M2,
    "minimax-m1": MINIMAX_M1,
    "seed-oss": SEED_OSS,
    "qwen3-coder": QWEN3_CODER,
    "qwen3-coder-on-one-line": QWEN3_CODER_ON_ONE_LINE,
    "gigachat-3": GIGACHAT_3,
    "gigachat-3.1": GIGACHAT_3_1,
    "functionary-v3.1": FUNCTIONARY_V3_1,
    "gemma-4": GEMMA_4,
    "function-gemma": FUNCTION_GEMMA,
    "lfm2": LFM2,
    "olmo-3": OLMO_3,
    "apertus": APERTUS,
    "phi-4-mini": PHI_4_MINI,
    "granite": GRANITE,
    "nemotron": NEMOTRON,
    "apriel": APRIEL,
    "json-tags": JSON_TAGS,
    "json-tags-on-one-line": JSON_TAGS_ON_ONE_LINE,
    "gemma-3": GEMMA_3,
    "json-list": JSON_LIST,
    "llama-4": LLAMA_4,
    "llama-3": LLAMA_3,
}
