"""LangChain's chat-model interface over local GGUF models, inside your own process.

    >>> from langchain_gguf import ChatLlamaCpp
    >>> llm = ChatLlamaCpp()

The modules, each importing only those above it:

    errors             every error
    gguf_header        what a GGUF file says of itself, without loading it
    engine/            continuous batching over llama.cpp; knows nothing of LangChain
    gguf_names         what file names say: shards, quantizations, which file is meant
    hub_errors         failures of a download in plain words
    hub_repository     which files of a repository are here, and fetching the others
    hub                finds a GGUF file: bundled, on disk, on the Hugging Face hub
    lora               which LoRA adapters, how strongly
    chat_template      messages and tools to a prompt, with the model's own template
    tool_formats/      how models write tool calls, one module per wire format
    constraints        schemas and tools to grammars
    reply_parser       streamed text to typed parts
    messages           LangChain messages to template dicts; reply parts to chunks
    logprobs           log probabilities as a message carries them
    reply              engine events to messages
    sampling           the sampling fields; which settings a call uses
    call_options       the keyword arguments of a call, checked
    prompt             messages and options to an engine request
    structured_output  with_structured_output
    local_model        which model an object uses, how it is loaded, when it is let go
    chat_model         ChatLlamaCpp
"""

from langchain_gguf.chat_model import ChatLlamaCpp
from langchain_gguf.errors import (
    ChatTemplateError,
    ContextOverflowError,
    EngineClosedError,
    GenerationError,
    GenerationTimeoutError,
    InvalidModelFileError,
    InvalidRequestError,
    LlamaCppError,
    ModelDownloadError,
    ModelFileNotFoundError,
    ModelLoadError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)

__all__ = [
    "ChatLlamaCpp",
    "ChatTemplateError",
    "ContextOverflowError",
    "EngineClosedError",
    "GenerationError",
    "GenerationTimeoutError",
    "InvalidModelFileError",
    "InvalidRequestError",
    "LlamaCppError",
    "ModelDownloadError",
    "ModelFileNotFoundError",
    "ModelLoadError",
    "SchemaError",
    "ToolChoiceError",
    "UnknownArgumentError",
]
__version__ = "0.1.0"
