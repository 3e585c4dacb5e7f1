"""Kimi K3: calls and arguments between tags made of tokens, with the kind of each value.

<|open|>tools<|sep|><|open|>call tool="get_weather" index="1"<|sep|>
<|open|>argument key="city" type="string"<|sep|>Paris<|close|>argument<|sep|>
<|open|>argument key="days" type="number"<|sep|>3<|close|>argument<|sep|>
<|close|>call<|sep|><|close|>tools<|sep|>

(without the line breaks.)
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

KIMI_K3 = TaggedArguments(
    begin="<|open|>tools<|sep|>",
    before_name='<|open|>call tool="',
    after_name='" index="$number"<|sep|>',
    before_key='<|open|>argument key="',
    after_key='" type="string"<|sep|>',
    after_other_key='" type="$type"<|sep|>',
    after_value="<|close|>argument<|sep|>",
    after_arguments="<|close|>call<|sep|>",
    end="<|close|>tools<|sep|>",
)
