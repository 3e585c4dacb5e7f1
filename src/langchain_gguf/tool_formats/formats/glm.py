"""GLM 4.5 and later: keys and values in tags, with line breaks until 4.6.

<tool_call>get_weather
<arg_key>city</arg_key>
<arg_value>Paris</arg_value>
</tool_call>
"""

from __future__ import annotations

from dataclasses import replace

from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

GLM_4_5 = TaggedArguments(
    begin="<tool_call>",
    after_name="\n",
    before_key="<arg_key>",
    after_key="</arg_key>\n<arg_value>",
    after_value="</arg_value>\n",
    separator="</tool_call>\n<tool_call>",
    end="</tool_call>",
)
GLM_4_7 = replace(
    GLM_4_5,
    after_name="",
    after_key="</arg_key><arg_value>",
    after_value="</arg_value>",
    separator="</tool_call><tool_call>",
)
