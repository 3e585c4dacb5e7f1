"""Continuous batching over llama.cpp; knows nothing of LangChain.

request     the values: EngineConfig, Request, SamplingParams, TokenEvent, FinishReason, Usage
text        token bytes to text: UTF-8 and stop strings
slots       KV-cache slots and prefix reuse; pure Python
generation  the state of one running request
scheduler   which requests and how many tokens go next; pure Python
engine      add, step, cancel: schedule, decode, sample, deliver
model       a loaded GGUF file: metadata and vocabulary
runner      computes with a loaded model; only this and `model` call llama.cpp
service     the thread that owns an engine; sync and async iterators
registry    shared engines and their lifetime
"""

from langchain_gguf.engine.registry import EngineHandle
from langchain_gguf.engine.request import (
    EngineConfig,
    FinishReason,
    Request,
    SamplingParams,
    TokenEvent,
    Usage,
)
from langchain_gguf.engine.service import EngineService

__all__ = [
    "EngineConfig",
    "EngineHandle",
    "EngineService",
    "FinishReason",
    "Request",
    "SamplingParams",
    "TokenEvent",
    "Usage",
]
