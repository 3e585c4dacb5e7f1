"""The words of the model card in each of its languages."""

from __future__ import annotations

from dataclasses import dataclass

from .evaluation.measure import CONSTRAINED, NO_GRAMMAR

TASKS_IN_CHINESE = {
    "translate English to French": "英译法",
    "translate English to German": "英译德",
    "translate English to Chinese": "英译中",
    "translate Chinese to English": "中译英",
    "unseen tool, 1 offered": "没见过的工具，提供 1 个",
    "unseen tool, 2 offered": "没见过的工具，提供 2 个",
    "unseen tool, 4 offered": "没见过的工具，提供 4 个",
    "unseen tool, 8 offered": "没见过的工具，提供 8 个",
    "tool chosen by meaning": "按意思选择工具",
    "two or three parallel calls": "一次发出两三个调用",
    "no call when none fits": "没有合适的工具就不调用",
    "answer from a tool result": "根据工具的结果回答",
    "second call after the first result": "得到第一个结果后再次调用",
    "extraction to an unseen schema": "按没见过的模式提取信息",
    "answer and joke as objects": "以对象形式给出回答和笑话",
    "arithmetic": "算术",
    "span from a context": "从上下文中摘出答案",
    "not in the context": "上下文里没有答案",
    "recall over up to 8 turns": "记住最多 8 轮之前的内容",
    "fact in a prompt of 256 tokens": "在 256 个令牌的提示中找出事实",
    "fact in a prompt of 512 tokens": "在 512 个令牌的提示中找出事实",
    "fact in a prompt of 1,024 tokens": "在 1,024 个令牌的提示中找出事实",
    "fact in a prompt of 1,500 tokens": "在 1,500 个令牌的提示中找出事实",
    "facts, greetings, tutorials, standard tests": "常识、问候、教程、标准测试",
    "tutorials at temperature 0.5, all of 20 seeds": "温度 0.5 时的教程，20 个种子全对",
    "anything else: says what it is and can do": "其他一切：说明自己是什么、能做什么",
    "tool requests written by hand": "手写的工具请求",
    "thinking, then the answer": "先思考，再回答",
}


@dataclass(frozen=True)
class Texts:
    """The words of the tables in one language; those of facts are filled in with `format`."""

    tasks: tuple[str, ...]
    facts: tuple[str, ...]
    size: str
    weights_in: float
    architecture: str
    tokens: str
    languages: dict[str, str]
    comma: str
    not_measured: str


TEXTS = {
    "en": Texts(
        tasks=("Task", "Goal", "English", "Chinese", "Cases"),
        facts=("Property", "Value", "Size", "Architecture", "Vocabulary", "Context", "Languages",
               "Recommended `temperature`", "Licence"),
        size="{weights:.1f} million weights, {kind}, {megabytes:.1f} MB",
        weights_in=1e6,
        architecture="`{architecture}`: {layers} layers of {channels} channels, {heads} heads",
        tokens="{:,} tokens",
        languages={"en": "English", "zh": "Chinese", "fr": "French", "de": "German"},
        comma=", ",
        not_measured="Not measured yet.",
    ),
    "zh": Texts(
        tasks=("任务", "目标", "英文", "中文", "题数"),
        facts=("项目", "数值", "大小", "架构", "词表", "上下文", "语言",
               "推荐的 `temperature`", "许可证"),
        size="{weights:.0f} 万个权重，{kind}，{megabytes:.1f} MB",
        weights_in=1e4,
        architecture="`{architecture}`：{layers} 层，{channels} 个通道，{heads} 个注意力头",
        tokens="{:,} 个令牌",
        languages={"en": "英语", "zh": "中文", "fr": "法语", "de": "德语"},
        comma="、",
        not_measured="还没有测量。",
    ),
}  # fmt: skip


def task_name(task: str, language: str) -> str:
    """Returns what a task of the record is called in a language.

    Args:
        task: The name in the record, which is English.
        language: "en" or "zh".

    Raises:
        ValueError: The task has no Chinese name.
    """
    if language == "en":
        return task
    if task.startswith(CONSTRAINED):
        return f"约束解码：{task_name(task.removeprefix(CONSTRAINED), language)}"
    if task.endswith(NO_GRAMMAR):
        return f"{task_name(task.removesuffix(NO_GRAMMAR), language)}，不加约束"
    if task not in TASKS_IN_CHINESE:
        raise ValueError(f"TASKS_IN_CHINESE in training/card_texts.py has no task {task!r}")
    return TASKS_IN_CHINESE[task]
