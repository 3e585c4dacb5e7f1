"""The exact prompts of LangChain's standard tests, with sensible answers."""

from __future__ import annotations

from ..chat_format import (
    Json,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    tool_result,
    user,
)
from .chat import JOKES, STORIES, haiku_lines
from .fixed import FixedCase, case, schema_system, schema_tool

TASK = "standard tests"
_INTEGER: Json = {"type": "integer"}
_STRING: Json = {"type": "string"}

MAGIC = function_tool("magic_function", "Apply a magic function to an input.", {"input": _INTEGER})
MAGIC_NO_ARGUMENTS = function_tool("magic_function_no_args", "Calculate a magic function.", {})
WEATHER = function_tool("get_weather", "Get weather at a location.", {"location": _STRING})
WEATHER_IN_LOOP = function_tool(
    "get_weather", "Get the weather at a location.", {"location": _STRING}
)
ADDER = function_tool(
    "my_adder_tool",
    "Tool that adds two integers.\n\n    Takes two integers, a and b, and returns their sum.",
    {"a": _INTEGER, "b": _INTEGER},
)
GREETING = function_tool(
    "greeting_generator",
    "Generate a greeting in a particular style of speaking.",
    {"answer_style": _STRING},
)
CUSTOMER = function_tool(
    "unicode_customer",
    "Tool for creating a customer with Unicode name.\n\nArgs:\n    customer_name: The customer's name"
    " in their native language.\n    description: Description of the customer.\n\nReturns:\n"
    "    A confirmation message about the customer creation.",
    {"customer_name": _STRING, "description": _STRING},
)
COLOR_PICKER = function_tool(
    "color_picker", "Input your fav color and get a random fact about it.", {"fav_color": _STRING}
)

_SETUP: Json = {"description": "question to set up a joke", "type": "string"}
_PUNCHLINE: Json = {"description": "answer to resolve the joke", "type": "string"}
_OPTIONAL_PUNCHLINE: Json = {
    "anyOf": [{"type": "string"}, {"type": "null"}],
    "default": None,
    "description": "answer to resolve the joke",
}
JOKE: Json = {
    "title": "Joke",
    "description": "Joke to tell user.",
    "properties": {"setup": _SETUP, "punchline": _PUNCHLINE},
    "required": ["setup", "punchline"],
    "type": "object",
}
JOKE_TYPED_DICT: Json = {
    "title": "JokeDict",
    "description": "Joke to tell user.",
    "type": "object",
    "properties": {"setup": _SETUP, "punchline": _PUNCHLINE},
    "required": ["setup", "punchline"],
}
JOKE_TITLED: Json = {
    **JOKE,
    "properties": {
        "setup": {"description": "question to set up a joke", "title": "Setup", "type": "string"},
        "punchline": {
            "description": "answer to resolve the joke",
            "title": "Punchline",
            "type": "string",
        },
    },
}
JOKE_OPTIONAL: Json = {
    **JOKE,
    "properties": {"setup": _SETUP, "punchline": _OPTIONAL_PUNCHLINE},
    "required": ["setup"],
}
JOKE_OPTIONAL_TYPED_DICT: Json = {**JOKE_TYPED_DICT, "required": ["setup"]}


def _tool_cases() -> list[FixedCase]:
    cases = []
    magic_call = assistant("", ToolCall("magic_function", {"input": 3}))
    question = user("What is the value of magic_function(3)? Use the tool.")
    for tools in ((MAGIC,), (MAGIC, WEATHER)):
        cases.append(case(TASK, question, magic_call, tools=tools))
    nothing = assistant("", ToolCall("magic_function_no_args", {}))
    question = user("What is the value of magic_function_no_args()? Use the tool.")
    cases.append(case(TASK, question, nothing, tools=(MAGIC_NO_ARGUMENTS,)))
    pirate = assistant("", ToolCall("greeting_generator", {"answer_style": "Pirate"}))
    question = user("Using the tool, generate a Pirate greeting.")
    cases.append(case(TASK, question, pirate, tools=(GREETING,)))
    place = "San Francisco, CA"
    question = user(f"What is the weather in {place}?")
    for tool in (WEATHER, WEATHER_IN_LOOP):
        call = assistant("", ToolCall("get_weather", {"location": place}))
        cases.append(case(TASK, question, call, tools=(tool,)))
        results = {
            "It's sunny.": f"It's sunny in {place}.",
            "It's 72F and sunny": f"It's 72F and sunny in {place}.",
        }
        for result, answer in results.items():
            turn = (question, call, tool_result(result), assistant(answer))
            cases.append(case(TASK, *turn, tools=(tool,)))
    for company, english, nation in (
        ("你好啊集团", "Hello Group", "Chinese"),
        ("こんにちは株式会社", "Hello Corporation", "Japanese"),
    ):
        about = f"a {nation} technology company"
        made = ToolCall("unicode_customer", {"customer_name": company, "description": about})
        question = user(f"Create a customer named '{company}' ({english}) - {about}")
        found = case(TASK, question, assistant("", made), tools=(CUSTOMER,))
        cases.append(found._replace(language="en"))
    for name, arguments in (
        ("magic_function", {"input": 0}),
        ("get_weather", {"location": "unknown"}),
    ):
        forced = assistant("", ToolCall(name, arguments), forced=True)
        cases.append(case("forced call", user("Hello!"), forced, tools=(MAGIC, WEATHER)))
    return cases


def _history_cases() -> list[FixedCase]:
    one_plus_two = user("What is 1 + 2")
    call = ToolCall("my_adder_tool", {"a": 1, "b": 2})
    result = tool_result('{"result": 3}')
    tools = (ADDER,)
    cases = [
        case(TASK, one_plus_two, assistant("", call), tools=tools),
        case(TASK, one_plus_two, assistant("", call), result, assistant("The result is 3."), tools=tools),
        case(TASK, one_plus_two, assistant("some text", call), result,
             assistant("The result is 3."), tools=tools),
        case(TASK, one_plus_two, assistant("", ToolCall("my_adder_tool", {"a": 1})),
             tool_result("Error: Missing required argument 'b'."),
             assistant("The tool returned an error: Missing required argument 'b'."), tools=tools),
    ]  # fmt: skip
    example = (one_plus_two, assistant("", call), result, assistant('{"result": 3}'))
    answer = assistant("", ToolCall("my_adder_tool", {"a": 3, "b": 4}))
    cases.append(case(TASK, *example, user("What is 3 + 4"), answer, tools=tools))
    picture = user("what's your favorite color in this image")
    color = ToolCall("color_picker", {"fav_color": "purple"})
    for lead in ("Hmm let me think about that", ""):
        turn = (system("you're a good assistant"), picture, assistant(lead, color),
                tool_result("That's a great pick!"), assistant("My favorite color is purple."))  # fmt: skip
        cases += [case(TASK, *turn, tools=offered) for offered in ((COLOR_PICKER,), ())]
    for hello in ("Hello", "I'm fine, thank you.", "Hello!", "Hi there!"):
        turn = (
            user("Hello"),
            assistant(hello),
            user("Well, thanks."),
            assistant("You are welcome!"),
        )
        cases.append(case(TASK, *turn))
    return cases


def _joke_cases() -> list[FixedCase]:
    topic, one, setup, punchline = JOKES[0]
    both, alone = {"setup": setup, "punchline": punchline}, {"setup": setup, "punchline": None}
    requests = [
        f"Tell me a joke about {topic}.",
        f"Tell me a joke about {topic}",
        f"Tell me a joke about {one}.",
    ]
    cases = []
    for schema in (JOKE, JOKE_TYPED_DICT, JOKE_TITLED, JOKE_OPTIONAL, JOKE_OPTIONAL_TYPED_DICT):
        asked = dict.fromkeys(requests, both)
        asked[f"Give me a joke about {topic}, include the punchline."] = both
        if schema in (JOKE_OPTIONAL, JOKE_OPTIONAL_TYPED_DICT):
            asked[f"Give me the setup to a joke about {topic}, no punchline."] = alone
        for request, found in asked.items():
            said = {key: what for key, what in found.items() if what is not None}
            # Only the first of the two optional schemas has a null.
            text = assistant(to_json(found if schema is JOKE_OPTIONAL else said))
            cases.append(case(TASK, schema_system(schema), user(request), text))
            call = assistant("", ToolCall(schema["title"], said))
            cases.append(case(TASK, user(request), call, tools=(schema_tool(schema),)))
    request = (f"Tell me a joke about {topic}. Return the result as a JSON with 'setup' and 'punchline' keys. "
               "Return nothing other than JSON.")  # fmt: skip
    for messages in ((user(request),), (schema_system(JOKE), user(request))):
        cases += [case(TASK, *messages, assistant(to_json(both)))] * 3
    return cases


def _chat_cases() -> list[FixedCase]:
    fine = assistant("I am fine, thank you! How can I help you?")
    hello, asked = user("hello"), user("how are you")
    cases = [
        case(TASK, hello, assistant("hello"), asked, fine),
        case(TASK, system("hello"), hello, assistant("hello"), asked, fine),
        case(TASK, system("hello"), system("hello"), hello, hello, assistant("hello"),
             assistant("hello"), asked, fine),
    ]  # fmt: skip
    for gap in ("\n", "\n\n"):
        twice = f"hello{gap}hello"
        cases.append(case(TASK, system(twice), user(twice), assistant(twice), asked, fine))
    haikus = haiku_lines(0) + "\n\n" + haiku_lines(1)
    cases.append(case(TASK, user("Write me 2 haikus. Only include the haikus."), assistant(haikus)))
    cases.append(case(TASK, user("Write a story about a cat."), assistant(STORIES[0][1])))
    return cases


GROUPS = (_tool_cases(), _history_cases(), _joke_cases(), _chat_cases())
