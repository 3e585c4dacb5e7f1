"""Continuous batching over llama.cpp; knows nothing of LangChain.

overflow         the error for what does not fit into the context
sampling_params  the settings of the sampler chain, checked
request          the values: EngineConfig, Request, TokenEvent, FinishReason, Usage
text             token bytes to text: UTF-8 and stop strings
reasoning        counts the tokens of a reply's reasoning
slots            KV-cache slots, prefix reuse, shared cells; pure Python
generation       the state of one running request
scheduler        which requests and how many tokens go next; pure Python
runner_protocol  the seam: what a runner has to do
engine           add, step, cancel: schedule, decode, sample, deliver
runner           computes with a loaded model; only this package calls llama.cpp
deadline         the time that one request may take
service          the thread that owns an engine; sync and async iterators
registry         shared engines and their lifetime
"""

from langchain_gguf.engine.registry import EngineHandle
from langchain_gguf.engine.request import (
    Adapter,
    EngineConfig,
    FinishReason,
    ReasoningBudget,
    Request,
    TokenEvent,
    TokenLogprob,
    Usage,
)
from langchain_gguf.engine.sampling_params import SamplingParams
from langchain_gguf.engine.service import EngineService

__all__ = [
    "Adapter",
    "EngineConfig",
    "EngineHandle",
    "EngineService",
    "FinishReason",
    "ReasoningBudget",
    "Request",
    "SamplingParams",
    "TokenEvent",
    "TokenLogprob",
    "Usage",
]
