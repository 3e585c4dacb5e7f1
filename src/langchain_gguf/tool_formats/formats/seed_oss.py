"""Seed-OSS: arguments in tags without line breaks.

<seed:tool_call>
<function=get_weather>
<parameter=city>Paris</parameter>
</function>
</seed:tool_call>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

SEED_OSS = TaggedArguments(
    begin="<seed:tool_call>\n",
    before_name="<function=",
    after_name=">\n",
    before_key="<parameter=",
    after_key=">",
    after_value="</parameter>\n",
    after_arguments="</function>",
    separator="\n</seed:tool_call>\n<seed:tool_call>\n",
    end="\n</seed:tool_call>",
)
