"""The memory of a context's sequences: cut, copied, saved and restored.

What llama.cpp allows depends on the kind of model, and it refuses little of what goes wrong. Read
in its llama-memory*.cpp and llama-kv-cache*.cpp, and tried with each kind:

| model          | cut                                   | copy of a part                        |
|----------------|---------------------------------------|---------------------------------------|
| attention      | anywhere                              | right                                 |
| sliding window | where the window before it still is   | the same                              |
| recurrent      | refused                               | of everything, so wrong until restored |
| hybrid         | refused                               | wrong until restored                  |
"""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp


class ContextMemory:
    """What a context remembers of each sequence; a sequence has the id of its slot."""

    def __init__(self, model: Any, context: Any, *, shares_cells: bool) -> None:
        """Manage a context's memory, one cache for all sequences or one for each."""
        self._context = context
        self._memory = llama_cpp.llama_get_memory(context)
        self._has_attention = not llama_cpp.llama_model_is_recurrent(model)
        self._window = int(llama_cpp.llama_model_n_swa(model))
        self.is_recurrent = is_recurrent(model)
        self.shares_cells = shares_cells

    def can_continue(self, slot_id: int, length: int) -> bool:
        """Whether the memory still holds all that a continuation of `length` tokens looks at.

        In models with sliding-window attention, llama.cpp gives cells outside of the window to
        others, and then cuts sequences back to places whose window is gone.
        """
        newest = llama_cpp.llama_memory_seq_pos_max(self._memory, slot_id)
        if not self._window or newest == length - 1:
            return True
        oldest_needed = max(0, length - self._window + 1)
        oldest = llama_cpp.llama_memory_seq_pos_min(self._memory, slot_id)
        return bool(0 <= oldest <= oldest_needed)

    def truncate(self, slot_id: int, length: int) -> bool:
        """Keep the first `length` tokens, or none, and return False, if the model cannot."""
        if llama_cpp.llama_memory_seq_rm(self._memory, slot_id, length, -1):
            return True
        llama_cpp.llama_memory_seq_rm(self._memory, slot_id, -1, -1)
        return False

    def copy(self, source_id: int, target_id: int, length: int) -> None:
        """Give an empty sequence the first `length` tokens of another."""
        if self.shares_cells:
            llama_cpp.llama_memory_seq_cp(self._memory, source_id, target_id, 0, length)
        else:  # llama.cpp copies a cache as a whole.
            llama_cpp.llama_memory_seq_cp(self._memory, source_id, target_id, -1, -1)
            self.truncate(target_id, length)

    def save(self, slot_id: int) -> bytes:
        """Return the recurrent state of a sequence."""
        flags = llama_cpp.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        size = llama_cpp.llama_state_seq_get_size_ext(self._context, slot_id, flags)
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data_ext(
            self._context, buffer, size, slot_id, flags
        )
        return ctypes.string_at(buffer, written)

    def restore(self, slot_id: int, state: bytes, length: int) -> bool:
        """Put a sequence to a saved recurrent state of `length` tokens, or empty it."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        flags = llama_cpp.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        if not self._has_attention:
            self.truncate(slot_id, 0)
        read = llama_cpp.llama_state_seq_set_data_ext(
            self._context, buffer, len(state), slot_id, flags
        )
        # In this order: before its state is back, a recurrent sequence cannot be cut.
        restored = read == len(state) and self.truncate(slot_id, length)
        newest = llama_cpp.llama_memory_seq_pos_max(self._memory, slot_id)
        if restored and newest == length - 1:
            return True
        self.truncate(slot_id, 0)
        return False


def is_recurrent(model: Any) -> bool:
    """Whether a model has recurrent state, alone or beside attention."""
    return bool(llama_cpp.llama_model_is_recurrent(model) or llama_cpp.llama_model_is_hybrid(model))
