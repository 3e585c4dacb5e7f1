"""Tools of tutorials: weather, time, arithmetic, a magic function."""

from __future__ import annotations

from random import Random

from ..chat_format import Json, function_tool, to_json
from .tool_families import Ask, Family, parameter, styled
from .words import chance, city, noun, number

_UNITS_ZH = {"celsius": "摄氏度", "fahrenheit": "华氏度"}
_WEATHER_ZH = {
    "sunny": "晴",
    "rainy": "雨",
    "cloudy": "多云",
    "windy": "有风",
    "snowy": "雪",
    "foggy": "雾",
}
_WEATHER_QUESTIONS = (
    "What is the weather in {c}{u}?", "What's the weather like in {c}{u}?",
    "How is the weather in {c}{u}?", "what is the weather in {c}{u}",
    "what is the weather like in {c}{u}", "What is the weather like in {c}{u}?",
    "Tell me the weather in {c}{u}.", "weather in {c}{u}", "Is it hot in {c} now{u}?",
    "What is the weather like in {c} today{u}?", "How hot is it in {c}{u}?",
    "What's the temperature in {c}{u}?", "Is it cold in {c}{u}?", "Weather for {c}{u}, please.",
    "Can you check the weather in {c}{u}?", "I am going to {c}. How is the weather there{u}?",
)  # fmt: skip
_WEATHER_QUESTIONS_ZH = (
    "{c}的天气怎么样{u}？", "{c}的天气怎么样{u}", "{c}今天天气如何{u}？", "查一下{c}的天气{u}。", "{c}现在天气怎么样{u}？",
    "{c}今天热不热{u}？", "今天{c}的气温是多少{u}？", "请告诉我{c}的天气{u}。", "{c}天气{u}",
)  # fmt: skip


def _weather_result(rng: Random, place: str, unit: str | None, chinese: bool) -> tuple[str, str]:
    degrees = rng.randrange(-9, 40)
    condition = rng.choice(sorted(_WEATHER_ZH))
    said = _WEATHER_ZH[condition] if chinese else condition
    pick = rng.randrange(6)
    if pick == 0:
        body: Json = {rng.choice(("temperature", "temp")): degrees, "condition": said}
        result = to_json({"location": place, **body} if chance(rng, 0.4) else body)
        if chinese:
            return result, f"{place}的天气是{said}，{degrees}度。"
        return result, f"The weather in {place} is {said}, {degrees} degrees."
    if pick == 1:
        result = (
            f"It's {degrees + 40}F and {condition}" if chance(rng, 0.5) else f"It's {condition}"
        )
        result += rng.choice((".", ""))
        if chinese:
            extra = f"，{degrees + 40}华氏度" if "F and" in result else ""
            return result, f"{place}的天气是{_WEATHER_ZH[condition]}{extra}。"
        return result, f"{result.rstrip('.')} in {place}."
    if pick == 2:
        result = f"{said}，{degrees}度" if chinese else f"{said}, {degrees} degrees"
        return (
            result,
            f"{place}的天气是{result}。" if chinese else f"The weather in {place} is {result}.",
        )
    if pick == 3 and unit is None:
        answer = (
            f"{place}的气温是{degrees}度。"
            if chinese
            else f"The temperature in {place} is {degrees} degrees."
        )
        return str(degrees), answer
    # The tutorials' own tool answers in this form, in English, whatever the question's language.
    unit = unit or rng.choice(sorted(_UNITS_ZH))
    if chinese:
        return (
            f"Now the weather in {place} is {degrees} {unit}",
            f"{place}现在的气温是{degrees}{_UNITS_ZH[unit]}。",
        )
    return (
        f"Now the weather in {place} is {degrees} {unit}",
        f"The weather in {place} is {degrees} {unit}.",
    )


def weather(rng: Random, held_out: bool) -> Family:
    """Returns a tool that tells the weather, sometimes with a unit."""
    key = rng.choice(("location", "city", "location", "place"))
    unit_key = rng.choice(("unit", "unit", "units"))
    units = rng.choice((["celsius", "fahrenheit"], ["fahrenheit", "celsius"]))
    about = rng.choice(
        (None, "The city", "The city and state, e.g. San Francisco, CA", "The location")
    )
    properties = {key: parameter("string", about)}
    has_unit = chance(rng, 0.5)
    optional = has_unit and chance(rng, 0.35)
    if has_unit:
        properties[unit_key] = parameter("string", enum=units)
    names = ("get_current_weather", "get_weather", "get_current_weather", "weather",
             "check_weather", "weather_lookup", "fetch_weather", "get_temperature")  # fmt: skip
    texts = ("Get the current weather in a given location", "Get the weather for a city",
             "Get the current weather in a given location", "Get weather at a location.",
             "Get the weather at a location.", "Returns the weather in a city.", "获取指定城市的天气",
             "查询天气")  # fmt: skip
    required = [key] if optional else None
    tool = function_tool(styled(rng, rng.choice(names)), rng.choice(texts), properties, required)

    def ask(rng: Random, chinese: bool) -> Ask:
        place = city(rng, chinese)
        arguments: Json = {key: place}
        unit, tail = None, ""
        if has_unit and not (optional and chance(rng, 0.5)):
            unit = rng.choice(units)
            if not optional and chance(rng, 0.2):
                unit = units[0]
            elif chinese:
                tail = rng.choice(("，单位为{}", "，用{}表示", "，单位是{}")).format(
                    _UNITS_ZH[unit]
                )
            else:
                tail = f" in {rng.choice((unit, unit, unit.capitalize()))}"
            arguments[unit_key] = unit
        template = rng.choice(_WEATHER_QUESTIONS_ZH if chinese else _WEATHER_QUESTIONS)
        result, answer = _weather_result(rng, place, unit, chinese)
        return Ask(template.format(c=place, u=tail), arguments, result, answer)

    return Family(tool, ask, "weather")


def clock(rng: Random, held_out: bool) -> Family:
    """Returns a tool that tells the time in a place."""
    key = rng.choice(("city", "location", "timezone", "place"))
    names = ("get_time", "get_current_time", "current_time", "time_in_city", "clock")
    texts = ("Get the current time in a city", "Returns the current time",
             "Get the time for a location", "获取城市的当前时间")  # fmt: skip
    about = rng.choice((None, "The city"))
    tool = function_tool(
        styled(rng, rng.choice(names)), rng.choice(texts), {key: parameter("string", about)}
    )

    def ask(rng: Random, chinese: bool) -> Ask:
        place = city(rng, chinese)
        time = f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
        if chinese:
            question = rng.choice(
                (f"{place}现在几点？", f"{place}现在是什么时间？", f"{place}几点了？")
            )
            return Ask(question, {key: place}, time, f"{place}现在的时间是{time}。")
        templates = ("What time is it in {}?", "What is the time in {}?", "what time is it in {} now",
                     "Tell me the current time in {}.", "Is it late in {}? What time is it there?")  # fmt: skip
        return Ask(
            rng.choice(templates).format(place),
            {key: place},
            time,
            f"The time in {place} is {time}.",
        )

    return Family(tool, ask, "clock")


# names, descriptions, English questions, Chinese questions, the operation
_OPERATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "add": (("add", "sum", "plus", "add_numbers", "my_adder_tool"),
            ("Add two numbers", "Add a and b.", "Adds a and b.", "两个数相加", "Tool that adds two integers."),
            ("What is {} plus {}?", "What is {} + {}", "what is {} + {}", "Add {} and {}.", "{} + {}",
             "What is the sum of {} and {}?"),
            ("{}加{}等于多少？", "{} + {} 等于多少？", "{}和{}的和是多少？")),
    "multiply": (("multiply", "mul", "times", "product", "multiply_numbers"),
                 ("Multiply two numbers", "Multiply a and b.", "Multiplies a and b.", "两个数相乘",
                  "Multiply two integers together."),
                 ("What is {} times {}?", "What is {} * {}?", "Multiply {} by {}.", "what is {} x {}",
                  "{} * {}", "What is {} multiplied by {}?"),
                 ("{}乘以{}等于多少？", "{} * {} 等于多少？", "{}乘{}是多少？")),
    "subtract": (("subtract", "minus", "sub"),
                 ("Subtract b from a.", "Subtract two numbers", "两个数相减"),
                 ("What is {} minus {}?", "What is {} - {}?"), ("{}减{}等于多少？", "{}减去{}是多少？")),
    "divide": (("divide", "div"), ("Divide a by b.", "Divide two numbers", "两个数相除"),
               ("What is {} divided by {}?", "Divide {} by {}.", "What is {} / {}?"),
               ("{}除以{}等于多少？",)),
}  # fmt: skip


def _operate(operation: str, a: int, b: int) -> int | float:
    if operation == "divide":
        return round(a / max(b, 1), 2)
    return {"add": a + b, "multiply": a * b, "subtract": a - b}[operation]


def arithmetic(rng: Random, held_out: bool) -> Family:
    """Returns a tool for one arithmetic operation."""
    operation = rng.choice(("add", "multiply", "multiply", "add", "subtract", "divide"))
    names, texts, questions, questions_zh = _OPERATIONS[operation]
    first, second = rng.choice((("a", "b"), ("a", "b"), ("a", "b"), ("x", "y"),
                                ("first_int", "second_int"), ("first", "second"), ("num1", "num2")))  # fmt: skip
    kind = rng.choice(("integer", "integer", "number"))
    properties = {first: parameter(kind, rng.choice((None, None, "First number", "first int"))),
                  second: parameter(kind, rng.choice((None, None, "Second number", "second int")))}  # fmt: skip
    tool = function_tool(styled(rng, rng.choice(names)), rng.choice(texts), properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        a, b = number(rng), number(rng)
        result = _operate(operation, a, b)
        question = rng.choice(questions_zh if chinese else questions).format(a, b)
        text = to_json({"result": result}) if chance(rng, 0.2) else str(result)
        return Ask(
            question,
            {first: a, second: b},
            text,
            f"结果是{result}。" if chinese else f"The result is {result}.",
        )

    return Family(tool, ask, operation)


def magic(rng: Random, held_out: bool) -> Family:
    """Returns a function without meaning, as tutorials love them."""
    word = rng.choice(("magic", "magic", "magic", noun(rng, held_out)))
    key = rng.choice(("input", "input", f"{word}_function_input", "x", "n", "number"))
    texts = (f"Apply a {word} function to an input.", f"Applies a {word} function to an input.",
             f"Get the value of {word} function for an input.", f"{word} function",
             f"对输入应用{word}函数")  # fmt: skip
    name = rng.choice((f"{word}_function", f"{word}_function", f"get_{word}_function"))
    about = rng.choice((None, f"The input value for {word} function"))
    tool = function_tool(name, rng.choice(texts), {key: parameter("integer", about)})

    def ask(rng: Random, chinese: bool) -> Ask:
        given, result = number(rng), number(rng)
        if chinese:
            shown = rng.choice(("魔法", "魔法", word)) if word == "magic" else word
            templates = (
                "{}的{}函数是什么？",
                "{}的{}函数的值是多少？",
                "{}的{}函数是多少？",
                "请计算{}的{}函数。",
            )
            question = rng.choice(templates).format(given, shown)
            return Ask(question, {key: given}, str(result), f"{given}的{shown}函数的值是{result}。")
        templates = ("What is {w} function of {n}?", "what is the value of {w}_function({n})?",
                     "What is {w}_function({n})?", "Apply the {w} function to {n}.",
                     "What is the {w} function of {n}?", "what is {w} function of {n}",
                     "What is the value of {w}_function({n})? Use the tool.",
                     "What does the {w} function give for {n}?")  # fmt: skip
        question = rng.choice(templates).format(w=word, n=given)
        return Ask(
            question, {key: given}, str(result), f"The {word} function of {given} is {result}."
        )

    return Family(tool, ask, f"{word} function")
