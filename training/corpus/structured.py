"""Structured output: a JSON object for a schema, a tool named like a schema, or JSON on request."""

from __future__ import annotations

from random import Random

from ..chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Message,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    user,
)
from .chat import SYSTEM_PROMPTS
from .schemas import Field, Task, as_answered, random_style, schema_of, without_nulls
from .structured_tasks import random_task
from .words import chance

# LangChain resolves references before it makes a tool of a schema.
_TOOL_STYLES = ("pydantic", "pydantic", "typed_dict", "titled", "plain")
_EXTRACT = (
    "Extract: ", "Extract the data: ", "Extract the information: ", "Extract what you can from this text: ", "Read this: ",
    "Get the details out of this: ", "Text: ", "Fill in the fields from this text:\n", "Parse this: ", "Here is the text:\n",
    "What does this say? ", "Please turn this into JSON: ", "Pull out the facts: ",
)  # fmt: skip
_EXTRACT_CHINESE = (
    "提取信息：", "请提取：", "从下面的文字中提取信息：", "文本：", "请把这段话整理成JSON：", "帮我提取一下：", "抽取要点：",
    "请读取：", "内容如下：\n", "解析这段文字：", "根据这段话填写：",
)  # fmt: skip
_EXTRACTORS = (
    "You extract data from texts. Leave out what the text does not say.", "You are an assistant that reads facts out of texts.",
    "Take only what the text says; invent nothing.", "Extract the fields of the schema from the user's text.",
    "你负责从文本中提取信息，文中没有的不要编造。", "你是一个信息抽取助手。",
)  # fmt: skip
_INSTRUCTIONS = (
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    SCHEMA_INSTRUCTION + "{}",
    "Respond only with a JSON object matching this schema:\n{}",
    "Reply in JSON with this schema:\n{}",
    "请用符合以下JSON schema的JSON对象回答：\n{}",
)


# These fields are answers, not facts of a text.
_ANSWERS = ("answer", "result", "response")
_NO_TEXTS = ("setup", "punchline", "answer", "justification", "reason", "explanation")


def is_chinese(text: str) -> bool:
    """Says whether a text holds any Chinese."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def as_schema_prompt(rng: Random, task: Task, instruction: str | None = None) -> Conversation:
    """Returns the task with its schema in the system message, as the chat model puts it."""
    style = random_style(rng)
    text = (instruction or rng.choice(_INSTRUCTIONS)).format(to_json(schema_of(task, style)))
    reads_texts = task.fields[0].name not in _NO_TEXTS
    if chance(rng, 0.25):
        prompts = _EXTRACTORS if reads_texts and chance(rng, 0.6) else SYSTEM_PROMPTS
        text = rng.choice(prompts) + "\n\n" + text
    messages = [system(text)]
    for request, found in task.turns:
        if reads_texts and chance(rng, 0.25):
            request = rng.choice(_EXTRACT_CHINESE if is_chinese(request) else _EXTRACT) + request
        messages += [user(request), assistant(to_json(as_answered(task, style, found)))]
    return Conversation(tuple(messages))


def as_tool(rng: Random, task: Task) -> Conversation:
    """Returns the task with its schema as the only tool."""
    schema = schema_of(task, rng.choice(_TOOL_STYLES))
    tool = function_tool(task.title, task.description, schema["properties"], schema["required"])
    messages = [system(rng.choice(SYSTEM_PROMPTS))] if chance(rng, 0.35) else []
    for request, found in task.turns:
        messages += [user(request), assistant("", ToolCall(task.title, without_nulls(found)))]
    return Conversation(tuple(messages), (tool,))


_JSON_IN_WORDS = (
    "{q} Return the result as a JSON with {k} keys. Return nothing other than JSON.",
    "{q} Answer in JSON with the keys {k}.",
    "{q} Respond with a JSON object with {k} keys.",
    "{q}\n\nReply only with JSON. Keys: {k}.",
    "Return a JSON object with {k} keys. {q}",
    "Give me JSON with {k} for this: {q}",
    "Extract {k} as JSON: {q}",
    "JSON only, keys {k}: {q}",
    "Output a JSON object whose keys are {k}. {q}",
    "{q} I need this as JSON: {k}.",
)
_JSON_IN_CHINESE = (
    "{q}\n请用JSON回答，键为{k}。",
    "{q}\n以JSON格式返回结果，包含{k}。除了JSON不要返回任何内容。",
    "请返回一个包含{k}的JSON对象：{q}",
    "用JSON格式提取{k}：{q}",
    "{q}\n\n只输出JSON，键：{k}。",
    "把下面的内容转成JSON，键是{k}：{q}",
)


def _can_be_told(task: Task) -> bool:
    """Says whether keys alone tell what is wanted: no objects, no numbers to be kept as text."""
    strings = {field.name for field in task.fields if field.kind == "string"}
    numbers = [what for _, found in task.turns for key, what in found.items()
               if key in strings and str(what).replace(".", "").isdigit()]  # fmt: skip
    return not numbers and not any(field.fields for field in task.fields)


def _keys_in_words(rng: Random, fields: list[Field], chinese: bool) -> str:
    """The keys as a sentence names them, with the words that an enum allows."""
    quote = rng.choice(("'", "'", '"', "`"))
    names = []
    for field in fields:
        name = f"{quote}{field.name}{quote}"
        if field.options:
            name += f" ({' / '.join(map(str, field.options))})"
        elif field.kind == "boolean":
            name += " (true / false)"
        elif field.kind == "integer" and (field.name in _ANSWERS or chance(rng, 0.3)):
            name += "（整数）" if chinese else " (integer)"
        names.append(name)
    if chinese:
        return "、".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def as_words(rng: Random, task: Task) -> Conversation:
    """Returns the task without a schema: the request itself asks for JSON with these keys."""
    messages: list[Message] = []
    for request, found in task.turns:
        chinese = is_chinese(request) and chance(rng, 0.75)
        keys = _keys_in_words(rng, task.fields, chinese)
        forms = _JSON_IN_CHINESE if chinese else _JSON_IN_WORDS
        form = rng.choice(forms)
        messages += [user(form.format(q=request, k=keys)), assistant(to_json(found))]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    turns = rng.choice((1, 1, 2, 3))
    pick = rng.random()
    if pick > 0.88:
        while True:
            task = random_task(rng, turns, misses=False)
            if _can_be_told(task):
                return as_words(rng, task)
    task = random_task(rng, turns)
    # A tool's text does not show what the objects of a list hold.
    if pick < 0.58 or any(field.kind == "objects" for field in task.fields):
        return as_schema_prompt(rng, task)
    return as_tool(rng, task)
