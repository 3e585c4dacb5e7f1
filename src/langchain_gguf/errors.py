"""Every error the package raises on purpose.

    LlamaCppError
    ├── ModelFileNotFoundError    no file where the model should be      (FileNotFoundError)
    │   └── ModelDownloadError    the hub could not or would not send it
    ├── InvalidModelFileError     the file is not a GGUF                 (ValueError)
    ├── ModelLoadError            llama.cpp could not load or start it   (RuntimeError)
    ├── UnknownArgumentError      an argument that no field takes        (TypeError)
    ├── InvalidRequestError       a call that cannot be carried out      (ValueError)
    │   ├── ToolChoiceError       tool_choice names no bound tool
    │   ├── SchemaError           a schema or grammar cannot be compiled
    │   └── ChatTemplateError     the chat template refused the messages
    ├── ContextOverflowError      the prompt does not fit into n_ctx     (ValueError)
    ├── GenerationTimeoutError    the answer took longer than `timeout`  (TimeoutError)
    ├── GenerationError           llama.cpp failed while decoding        (RuntimeError)
    └── EngineClosedError         the model was closed                   (RuntimeError)

A message says what was given, what was expected, and what to do. Each class is also the built-in
exception one would guess, and the LangChain `ModelError` that retry and summarising middleware
look for.
"""

from langchain_core import exceptions as langchain_errors


class LlamaCppError(langchain_errors.ModelError):
    """Root of the errors that langchain-gguf raises."""


class ModelFileNotFoundError(LlamaCppError, langchain_errors.ModelNotFoundError, FileNotFoundError):
    """There is no model file at the given place."""


class ModelDownloadError(ModelFileNotFoundError):
    """A model file could not be fetched: no network, no permission, no room on the disk."""


class InvalidModelFileError(LlamaCppError, langchain_errors.ModelInvalidRequestError, ValueError):
    """The path is a directory, or its file does not begin like a GGUF."""


class ModelLoadError(LlamaCppError, RuntimeError):
    """llama.cpp could not load the model (damaged, cut short, unknown) or make its context."""


class UnknownArgumentError(LlamaCppError, langchain_errors.ModelInvalidRequestError, TypeError):
    """An argument that the chat model does not know."""


class InvalidRequestError(LlamaCppError, langchain_errors.ModelInvalidRequestError, ValueError):
    """A call whose arguments cannot be carried out."""


class ToolChoiceError(InvalidRequestError):
    """`tool_choice` asks for a tool that is not bound."""


class SchemaError(InvalidRequestError):
    """A JSON schema or grammar that cannot be turned into a constraint."""


class ChatTemplateError(InvalidRequestError):
    """The model's chat template is broken or refused the messages."""


class ContextOverflowError(LlamaCppError, langchain_errors.ContextOverflowError, ValueError):
    """The prompt does not fit into the context; raised before any computation."""


class GenerationTimeoutError(LlamaCppError, langchain_errors.ModelTimeoutError, TimeoutError):
    """The answer was not complete within `timeout` seconds."""


class GenerationError(LlamaCppError, RuntimeError):
    """llama.cpp reported a failure while decoding."""


class EngineClosedError(LlamaCppError, RuntimeError):
    """The model was closed before or during the call."""


def may_succeed_later(error: BaseException) -> bool:
    """Whether the same call may succeed when it is made again, as LangChain's middleware asks."""
    if isinstance(error, langchain_errors.ModelError):
        return error.is_retryable
    return isinstance(error, Exception)
