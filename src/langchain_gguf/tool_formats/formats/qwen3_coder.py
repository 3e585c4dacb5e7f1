"""Qwen3-Coder, Qwen 3.5, Nemotron 3 and others: arguments in tags with line breaks.

<tool_call>
<function=get_weather>
<parameter=city>
Paris
</parameter>
</function>
</tool_call>
"""

from __future__ import annotations

from dataclasses import replace

from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

QWEN3_CODER = TaggedArguments(
    begin="<tool_call>\n",
    other_openings=("<function=",),  # Qwen3-Coder forgets the tag before.
    before_name="<function=",
    after_name=">\n",
    before_key="<parameter=",
    after_key=">\n",
    after_value="\n</parameter>\n",
    after_arguments="</function>",
    separator="\n</tool_call>\n<tool_call>\n",
    end="\n</tool_call>",
)
QWEN3_CODER_ON_ONE_LINE = replace(QWEN3_CODER, separator="\n</tool_call><tool_call>\n")
