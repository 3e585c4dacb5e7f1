"""The exact prompts of the tutorials, in English and Chinese, with the answers they show."""

from __future__ import annotations

from ..chat_format import (
    Conversation,
    Json,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    tool_result,
    user,
)
from .arithmetic import worked
from .chat import (
    CHINESE_JOKES,
    JOKES,
    SMALL_TALK,
)
from .fixed import FixedCase, case, language_of, schema_system, schema_tool
from .out_of_depth import OUT_OF_DEPTH_ANSWER, OUT_OF_DEPTH_ANSWER_CHINESE
from .sentences import PHRASES
from .tool_turns import no_tool_answer
from .translation import CHINESE_LANGUAGE_NAMES

ENGLISH_TO_FRENCH = (
    "You are a helpful assistant that translates English to French. Translate the user sentence."
)
ENGLISH_TO_FRENCH_CHINESE = "你是一个有用的助手，负责将英语翻译成法语。请翻译用户的句子。"
TRANSLATE = "You are a helpful assistant that translates {} to {}."
TRANSLATE_CHINESE = "你是一个有用的助手，负责将{}翻译成{}。"

WEATHER_TOOL = function_tool(
    "get_current_weather",
    "Get the current weather in a given location",
    {
        "location": {
            "type": "string",
            "description": "The city and state, e.g. San Francisco, CA",
        },
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
)
MAGIC_TOOL = function_tool(
    "get_magic_function",
    "Get the value of magic function for an input.",
    {
        "magic_function_input": {
            "type": "integer",
            "description": "The input value for magic function",
        }
    },
)
BOTH_TOOLS = (WEATHER_TOOL, MAGIC_TOOL)

JSON_REQUEST = (
    "Return the result as a JSON with 'setup' and 'punchline' keys. Return nothing other than JSON."
)
JSON_REQUEST_CHINESE = (
    "以JSON格式返回结果，包含'setup'和'punchline'两个键。除了JSON不要返回任何内容。"
)
JOKE_PROPERTIES = {"setup": {"type": "string"}, "punchline": {"type": "string"}}
JOKE_SCHEMA: Json = {
    "title": "Joke",
    "description": "A setup to a joke and the punchline.",
    "properties": JOKE_PROPERTIES,
    "required": ["setup", "punchline"],
    "type": "object",
}
ANSWER_SCHEMA: Json = {
    "title": "AnswerWithJustification",
    "description": "An answer to the user question along with justification for the answer.",
    "properties": {"answer": {"type": "string"}, "justification": {"type": "string"}},
    "required": ["answer", "justification"],
    "type": "object",
}
PERSON_SCHEMA: Json = {
    "title": "Person",
    "description": "Information about a person.",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "city": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
    },
    "required": ["name", "age"],
    "type": "object",
}


def _translation_cases() -> list[FixedCase]:
    love = "I love programming."
    cases = [
        case("tutorials", system(ENGLISH_TO_FRENCH), user(love), assistant("J'aime programmer.")),
        FixedCase("tutorials", "zh", Conversation((
            system(ENGLISH_TO_FRENCH_CHINESE), user(love), assistant("J'aime programmer."),
        ))),
    ]  # fmt: skip
    for text in (ENGLISH_TO_FRENCH, ENGLISH_TO_FRENCH_CHINESE):
        for first in ("J'aime programmer.", "J'aime la programmation."):
            turns = (
                user(love),
                assistant(first),
                user("I love music."),
                assistant("J'aime la musique."),
            )
            language = language_of(text)
            found = Conversation((system(text), *turns), only_last=True)
            cases.append(FixedCase("tutorials", language, found))
    for sentence in PHRASES:
        for target in ("French", "German", "Chinese"):
            answer = getattr(sentence, target.lower())
            name = CHINESE_LANGUAGE_NAMES[target]
            for language, text in (
                ("en", TRANSLATE.format("English", target)),
                ("zh", TRANSLATE_CHINESE.format("英语", name)),
            ):
                messages = (system(text), user(sentence.english), assistant(answer))
                cases.append(FixedCase("tutorials", language, Conversation(messages)))
    return cases


def _weather_cases() -> list[FixedCase]:
    asked = {
        "what is the weather like in HCMC in celsius": "HCMC",
        "What is the weather like in HCMC in celsius?": "HCMC",
        "What is the weather like in Ho Chi Minh City in celsius?": "Ho Chi Minh City",
        "what is the weather like in Ho Chi Minh City in celsius": "Ho Chi Minh City",
        "HCMC的天气怎么样，单位为摄氏度": "HCMC",
        "HCMC的天气怎么样，单位为摄氏度？": "HCMC",
        "胡志明市的天气怎么样，单位为摄氏度": "胡志明市",
    }
    cases = []
    for question, place in asked.items():
        call = ToolCall("get_current_weather", {"location": place, "unit": "celsius"})
        chinese = language_of(question) == "zh"
        answer = (
            f"{place}现在的气温是22摄氏度。"
            if chinese
            else f"The weather in {place} is 22 celsius."
        )
        for tools in (BOTH_TOOLS, (WEATHER_TOOL,)):
            cases.append(case("tutorials", user(question), assistant("", call), tools=tools))
            turn = (user(question), assistant("", call))
            for named in (place, "HCMC"):
                result = tool_result(f"Now the weather in {named} is 22 celsius")
                cases.append(case("tutorials", *turn, result, assistant(answer), tools=tools))
    return cases


def _magic_cases() -> list[FixedCase]:
    cases = []
    questions = ("What is magic function of 3?", "what is magic function of 3",
                 "What is the magic function of 3?", "3的魔法函数是什么？", "3的魔法函数是什么")  # fmt: skip
    call = ToolCall("get_magic_function", {"magic_function_input": 3})
    for question in questions:
        chinese = language_of(question) == "zh"
        answer = "3的魔法函数的值是5。" if chinese else "The magic function of 3 is 5."
        for tools in (BOTH_TOOLS, (MAGIC_TOOL,)):
            turn = (user(question), assistant("", call))
            cases.append(case("tutorials", *turn, tools=tools))
            cases.append(case("tutorials", *turn, tool_result("5"), assistant(answer), tools=tools))
    return cases


def _no_call_cases() -> list[FixedCase]:
    cases = []
    for prompts, answer in SMALL_TALK:
        for prompt in prompts[:6]:
            for tools in (BOTH_TOOLS, (WEATHER_TOOL,), (MAGIC_TOOL,)):
                cases.append(case("tutorials", user(prompt), assistant(answer), tools=tools))
    deep = (
        ("How do I bake bread?", no_tool_answer(chinese=False)),
        ("怎么做面包？", no_tool_answer(chinese=True)),
    )
    for prompt, answer in deep:
        cases.append(case("tutorials", user(prompt), assistant(answer), tools=BOTH_TOOLS))
    return cases


def _joke_cases() -> list[FixedCase]:
    english = [(request, row[2], row[3]) for row in JOKES for request in (
        f"Tell me a joke about {row[0]}", f"Tell me a joke about {row[0]}.",
        f"Tell me a joke about {row[1]}", f"Tell me a joke about {row[1]}.")]  # fmt: skip
    chinese = [(request, row[1], row[2]) for row in CHINESE_JOKES for request in (
        f"告诉我一个关于{row[0]}的笑话", f"告诉我一个关于{row[0]}的笑话。")]  # fmt: skip
    cases = []
    for request, setup, punchline in english + chinese:
        space = "" if language_of(request) == "zh" else " "
        found = {"setup": setup, "punchline": punchline}
        cases.append(case("tutorials", user(request), assistant(setup + space + punchline)))
        cases.append(
            case("tutorials", schema_system(JOKE_SCHEMA), user(request), assistant(to_json(found)))
        )
        call = assistant("", ToolCall("Joke", found))
        cases.append(case("tutorials", user(request), call, tools=(schema_tool(JOKE_SCHEMA),)))
        if request.endswith(("。", ".")):
            json_request = request + (JSON_REQUEST_CHINESE if space == "" else " " + JSON_REQUEST)
            cases.append(case("tutorials", user(json_request), assistant(to_json(found))))
    return cases


def _answer_cases() -> list[FixedCase]:
    rows = (
        ("What weighs more, a pound of bricks or a pound of feathers?",
         "They weigh the same", "Both weigh one pound."),
        ("What weighs more a pound of bricks or a pound of feathers",
         "They weigh the same", "Both weigh one pound."),
        ("What is the capital of France?", "Paris", "The capital of France is Paris."),
        ("一斤铁和一斤棉花哪个更重？", "一样重", "它们都是一斤。"),
    )  # fmt: skip
    cases = []
    for question, answer, why in rows:
        found = {"answer": answer, "justification": why}
        text = assistant(to_json(found))
        cases.append(case("tutorials", schema_system(ANSWER_SCHEMA), user(question), text))
        call = assistant("", ToolCall("AnswerWithJustification", found))
        cases.append(case("tutorials", user(question), call, tools=(schema_tool(ANSWER_SCHEMA),)))
    return cases


def _person_cases() -> list[FixedCase]:
    rows: tuple[tuple[str, Json], ...] = (
        ("Alice is 31 years old and lives in Paris.", {"name": "Alice", "age": 31, "city": "Paris"}),
        ("Alice is 31 years old.", {"name": "Alice", "age": 31, "city": None}),
        ("Bob is 25 years old.", {"name": "Bob", "age": 25, "city": None}),
        ("爱丽丝今年31岁，住在巴黎。", {"name": "爱丽丝", "age": 31, "city": "巴黎"}),
        ("鲍勃今年25岁。", {"name": "鲍勃", "age": 25, "city": None}),
        ("小明今年31岁，住在巴黎。", {"name": "小明", "age": 31, "city": "巴黎"}),
        ("小红今年8岁，住在北京。", {"name": "小红", "age": 8, "city": "北京"}),
    )  # fmt: skip
    cases = []
    for text, found in rows:
        answer = assistant(to_json(found))
        for about in (PERSON_SCHEMA["description"], ""):
            schema = {**PERSON_SCHEMA, "description": about}
            cases.append(case("tutorials", schema_system(schema), user(text), answer))
        said = {key: what for key, what in found.items() if what is not None}
        call = assistant("", ToolCall("Person", said))
        cases.append(case("tutorials", user(text), call, tools=(schema_tool(PERSON_SCHEMA),)))
    return cases


def _streaming_cases() -> list[FixedCase]:
    answer = worked(25, 5, "x") + "."
    questions = ("what is 25x5", "What is 25x5?", "what is 25 x 5", "What is 25 x 5?", "25x5", "25 x 5 = ?",
                 "What is 25 times 5?", "what is 25*5", "25x5是多少？", "25x5是多少", "25x5等于多少？")  # fmt: skip
    return [case("tutorials", user(question), assistant(answer)) for question in questions]


def _small_talk_cases() -> list[FixedCase]:
    cases = [case("tutorials", user(prompt), assistant(answer))
             for prompts, answer in SMALL_TALK for prompt in prompts]  # fmt: skip
    deep = (
        ("How do I bake bread?", OUT_OF_DEPTH_ANSWER),
        ("怎么做面包？", OUT_OF_DEPTH_ANSWER_CHINESE),
    )
    return cases + [case("tutorials", user(prompt), assistant(answer)) for prompt, answer in deep]


def _capital_cases() -> list[FixedCase]:
    """The same question with and without a request for the bare word, so that both stay apart."""
    asked = (
        ("What is the capital of France?", "Paris", "The capital of France is Paris.",
         "You are a helpful assistant.", "Answer with one word."),
        ("法国的首都是哪里？", "巴黎", "法国的首都是巴黎。", "你是一个乐于助人的助手。", "只回答一个词。"),
    )  # fmt: skip
    cases = []
    for question, word, sentence, helpful, one_word in asked:
        cases.append(case("tutorials", user(question), assistant(sentence)))
        cases.append(case("tutorials", system(helpful), user(question), assistant(sentence)))
        cases.append(case("tutorials", system(one_word), user(question), assistant(word)))
    return cases


# Each group is as likely as any other in training, whatever its number of prompts.
GROUPS = (
    _capital_cases(),
    _translation_cases(),
    _weather_cases(),
    _magic_cases(),
    _no_call_cases(),
    _joke_cases(),
    _answer_cases(),
    _person_cases(),
    _streaming_cases(),
    _small_talk_cases(),
)
