"""Gemma: Python in a code block; later objects whose strings stand between tokens.

```tool_code
get_weather(city="Paris")
```
<start_function_call>call:get_weather{city:<escape>Paris<escape>}<end_function_call>
<|tool_call>call:get_weather{city:<|"|>Paris<|"|>}<tool_call|>

Gemma 3 has no format of its own: its template says nothing of tools, and the code block is what the
documentation proposes. FunctionGemma has the second form, Gemma 4 the third.
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.pythonic import PythonicCalls
from langchain_gguf.tool_formats.shapes.quoted_objects import QuotedObjects

GEMMA_3 = PythonicCalls(begin="```tool_code\n", opening="```tool_code", separator="\n", end="\n```")
FUNCTION_GEMMA = QuotedObjects(
    begin="<start_function_call>",
    before_name="call:",
    quote="<escape>",
    separator="<end_function_call><start_function_call>",
    end="<end_function_call>",
)
GEMMA_4 = QuotedObjects(
    begin="<|tool_call>",
    before_name="call:",
    quote='<|"|>',
    separator="<tool_call|><|tool_call>",
    end="<tool_call|>",
)
