"""MiniMax: JSON lines between tags (M1), arguments in tags (M2), nested tags after a mark (M3).

<tool_calls>
{"name": "get_weather", "arguments": {"city": "Paris"}}
</tool_calls>
<minimax:tool_call>
<invoke name="get_weather">
<parameter name="city">Paris</parameter>
</invoke>
</minimax:tool_call>
]<]minimax[>[<tool_call>
]<]minimax[>[<invoke name="get_weather">]<]minimax[>[<city>Paris]<]minimax[>[</city>
]<]minimax[>[</invoke>
]<]minimax[>[</tool_call>

(M3 without the line break after the argument.)
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls
from langchain_gguf.tool_formats.shapes.nested_tags import NestedTags
from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

MINIMAX_M1 = JsonCalls(begin="<tool_calls>\n", separator="\n", end="\n</tool_calls>")
MINIMAX_M2 = TaggedArguments(
    begin="<minimax:tool_call>\n",
    before_name='<invoke name="',
    after_name='">\n',
    before_key='<parameter name="',
    after_key='">',
    after_value="</parameter>\n",
    after_arguments="</invoke>\n",
    end="</minimax:tool_call>",
)
_MARK = "]<]minimax[>["
MINIMAX_M3 = NestedTags(
    begin=f"{_MARK}<tool_call>\n",
    before_name=f'{_MARK}<invoke name="',
    after_name='">',
    before_key=f"{_MARK}<",
    after_key=">",
    after_value=f"{_MARK}</",
    after_arguments=f"{_MARK}</invoke>\n",
    end=f"{_MARK}</tool_call>",
)
