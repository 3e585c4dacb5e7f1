"""DeepSeek: a name and JSON between tokens (a code block before V3.1); since V3.2, tags.

<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather
```json
{"city": "Paris"}
```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{"city": "Paris"}
<｜tool▁call▁end｜><｜tool▁calls▁end｜>
<｜DSML｜function_calls>
<｜DSML｜invoke name="get_weather">
<｜DSML｜parameter name="city" string="true">Paris</｜DSML｜parameter>
</｜DSML｜invoke>
</｜DSML｜function_calls>

(V3.1 without the line break.)
"""

from __future__ import annotations

from dataclasses import replace

from langchain_gguf.tool_formats.shapes.named_json import NamedJson
from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

DEEPSEEK_R1 = NamedJson(
    begin="<｜tool▁calls▁begin｜>",
    before_name="<｜tool▁call▁begin｜>function<｜tool▁sep｜>",
    after_name="\n```json\n",
    after_arguments="\n```<｜tool▁call▁end｜>",
    separator="\n",
    end="<｜tool▁calls▁end｜>",
)
DEEPSEEK_V3_1 = NamedJson(
    begin="<｜tool▁calls▁begin｜>",
    before_name="<｜tool▁call▁begin｜>",
    after_name="<｜tool▁sep｜>",
    after_arguments="<｜tool▁call▁end｜>",
    end="<｜tool▁calls▁end｜>",
)
DEEPSEEK_V3_2 = TaggedArguments(
    begin="<｜DSML｜function_calls>\n",
    before_name='<｜DSML｜invoke name="',
    after_name='">\n',
    before_key='<｜DSML｜parameter name="',
    after_key='" string="true">',
    after_other_key='" string="false">',
    after_value="</｜DSML｜parameter>\n",
    after_arguments="</｜DSML｜invoke>\n",
    end="</｜DSML｜function_calls>",
)
DEEPSEEK_V4 = replace(DEEPSEEK_V3_2, begin="<｜DSML｜tool_calls>\n", end="</｜DSML｜tool_calls>")
