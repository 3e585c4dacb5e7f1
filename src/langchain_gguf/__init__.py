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
    control_tokens     keeps the text of messages from becoming control tokens
    jinja              compiles chat templates
    template_traits    what a template accepts, found by rendering
    chat_template      messages and tools to a prompt, with the model's own template
    schemas/           what of a JSON schema a grammar enforces; validation of the rest
    unknown_fields     what to use here for settings of other classes
    tool_schemas       tools to OpenAI's form, the schemas of their arguments
    constraints        schemas and other constraints to grammars
    tool_formats/      how models write tool calls and reasoning, one module per wire format
    reply_parser       streamed text to typed parts
    tool_names         which names of tools calls can hold
    content            content blocks of messages to text, reasoning, calls, results
    messages           LangChain messages to template dicts
    conversation       those dicts to what one template accepts
    translator         content blocks (v1) of the model's own messages
    logprobs           log probabilities as a message carries them
    reply              engine events to messages
    reasoning_budget   how much of a reply may be reasoning
    sampling           the sampling fields; which settings a call uses
    call_options       the keyword arguments of a call, checked
    prompt             messages and options to an engine request
    profile            what a model can do, as LangChain's model profile
    json_reply         the JSON of a reply: whole, readable, valid
    structured_output  with_structured_output
    local_model        which model an object uses, how it is loaded, when it is let go
    templated_model    its chat template, token counts and profile
    chat_model         ChatLlamaCpp
    testing            pytest fixtures over the bundled model
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
