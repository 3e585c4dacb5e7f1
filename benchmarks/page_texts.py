"""The words of the benchmarks' page in each of its languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """The words of the tables in one language.

    Attributes:
        goals: heads of the table of goals.
        met: the verdict on a figure that keeps its goal.
        missed: the verdict on one that does not.
        provisional: what stands above the table after a quick run, as Markdown.
        figures: heads of the table of all figures.
        run: heads of the table of what they were made on.
        facts: what lines of that table are called; packages keep their names.
    """

    goals: tuple[str, str, str, str]
    met: str
    missed: str
    provisional: str
    figures: tuple[str, str]
    run: tuple[str, str]
    facts: dict[str, str]


TEXTS = {
    "en": Texts(
        goals=("What", "Measured", "Goal", "Verdict"),
        met="met",
        missed="**missed**",
        provisional="""!!! warning "Provisional figures"
    They come from a quick run with few repetitions, on a machine that did other things as well.
""",
        figures=("Figure", "Value"),
        run=("What", "Value"),
        facts={
            "date": "date",
            "threads": "threads",
            "processor": "processor",
            "cores": "cores",
            "memory_gib": "memory, GiB",
            "system": "system",
            "load_before": "load before the run",
        },
    ),
    "zh": Texts(
        goals=("项目", "实测", "目标", "结果"),
        met="达标",
        missed="**未达标**",
        provisional="""!!! warning "暂定的数字"
    这些数字出自一次快速运行，重复次数少，而且机器当时还在做别的事。
""",
        figures=("名称", "数值"),
        run=("项目", "内容"),
        facts={
            "date": "日期",
            "threads": "线程数",
            "processor": "处理器",
            "cores": "核心数",
            "memory_gib": "内存（GiB）",
            "system": "系统",
            "load_before": "运行前的负载",
        },
    ),
}

# What each figure that has a goal means.
MEANINGS: dict[str, dict[str, str]] = {
    "single_stream_vs_bare_loop_95m": {
        "en": "one stream, 94 M parameters: speed relative to a bare loop",
        "zh": "单路流，9400 万参数：速度与裸循环之比",
    },
    "single_stream_vs_bare_loop_bundled": {
        "en": "one stream, bundled model: speed relative to a bare loop",
        "zh": "单路流，自带的模型：速度与裸循环之比",
    },
    "python_overhead_us_per_token_bundled": {
        "en": "one stream, bundled model: microseconds that Python adds to a token",
        "zh": "单路流，自带的模型：Python 让每个令牌多花的微秒数",
    },
    "per_token_time_4000_vs_100": {
        "en": "time of token 4,000 over that of token 100, both relative to a bare loop",
        "zh": "第 4,000 个令牌与第 100 个令牌的耗时之比，二者都先除以裸循环的耗时",
    },
    "stream_speedup_over_llama_100": {
        "en": "streamed answer of 100 tokens: times as fast as `Llama.create_chat_completion`",
        "zh": "流式传输 100 个令牌的回答：速度是 `Llama.create_chat_completion` 的几倍",
    },
    "stream_speedup_over_llama_500": {
        "en": "the same, 500 tokens",
        "zh": "同上，500 个令牌",
    },
    "stream_speedup_over_llama_1000": {
        "en": "the same, 1,000 tokens",
        "zh": "同上，1,000 个令牌",
    },
    "stream_speedup_over_llama_2000": {
        "en": "the same, 2,000 tokens",
        "zh": "同上，2,000 个令牌",
    },
    "parallel_8_vs_1": {
        "en": "8 requests at once: tokens per second over one's",
        "zh": "8 个请求并发：每秒的令牌数是单个请求的几倍",
    },
    "parallel_16_vs_1": {
        "en": "16 requests at once: tokens per second over one's",
        "zh": "16 个请求并发：每秒的令牌数是单个请求的几倍",
    },
    "turn10_ttft_speedup": {
        "en": "tenth turn of a chat: times as soon to begin as a cold prompt of that length",
        "zh": "对话的第十轮：开始回答的速度是同样长度的冷启动提示的几倍",
    },
    "eight_chats_ttft_speedup": {
        "en": "the same with eight chats taking turns, the one that gains least",
        "zh": "同上，八个对话轮流进行，取收益最小的那个",
    },
    "constrained_vs_free_time": {
        "en": "answer that follows a JSON schema: time over that of free text of as many tokens",
        "zh": "受 JSON 模式约束的回答：耗时与令牌数相同的自由文本之比",
    },
    "constrained_vs_free_time_bundled": {
        "en": "the same, bundled model",
        "zh": "同上，自带的模型",
    },
    "constrained_vs_free_time_forced": {
        "en": "the same where the schema leaves most tokens no alternative",
        "zh": "同上，但模式让大多数令牌别无选择",
    },
    "mask_ms_128k": {
        "en": "milliseconds per token that the runner needs for a mask over 128,000 tokens",
        "zh": "词表有 128,000 个令牌时，runner 为每个令牌准备掩码所需的毫秒数",
    },
    "percent_changed_own_caches_greedy": {
        "en": "bundled model, greedy: percent of answers that company changed",
        "zh": "自带的模型，贪心解码：因为有旁人而改变的回答占百分之几",
    },
    "percent_changed_own_caches_seeded": {
        "en": "the same, drawn with a seed",
        "zh": "同上，按种子抽样",
    },
}


@dataclass(frozen=True)
class PlotTexts:
    """The words of a plot in one language.

    Attributes:
        description: the sentence that stands for the plot where it cannot be seen.
        x: what the horizontal axis counts.
        y: what the vertical axis measures.
        ours: what the engine's line or bars are called in the legend.
        theirs: what it is compared with.
    """

    description: str
    x: str
    y: str
    ours: str
    theirs: str


PLOT_TEXTS = {
    "long_generation": {
        "en": PlotTexts(
            "Milliseconds per token over 4,000 tokens, of the engine and of a bare loop",
            x="token",
            y="ms per token",
            ours="engine",
            theirs="bare loop",
        ),
        "zh": PlotTexts(
            "连续生成 4,000 个令牌时，引擎和裸循环生成每个令牌所用的毫秒数",
            x="第几个令牌",
            y="每个令牌的毫秒数",
            ours="引擎",
            theirs="裸循环",
        ),
    },
    "streaming": {
        "en": PlotTexts(
            "Seconds to stream an answer by its length, of ChatLlamaCpp and of Llama",
            x="tokens in the answer",
            y="seconds",
            ours="ChatLlamaCpp.stream",
            theirs="Llama.create_chat_completion",
        ),
        "zh": PlotTexts(
            "ChatLlamaCpp 和 Llama 流式传输不同长度的回答所用的秒数",
            x="回答的令牌数",
            y="秒数",
            ours="ChatLlamaCpp.stream",
            theirs="Llama.create_chat_completion",
        ),
    },
    "parallel": {
        "en": PlotTexts(
            "Tokens per second by the number of requests at once",
            x="requests at once",
            y="tokens per second, all together",
            ours="engine",
            theirs="llama.cpp's batches",
        ),
        "zh": PlotTexts(
            "不同数目的请求并发时，每秒生成的令牌数",
            x="并发的请求数",
            y="每秒的令牌数（合计）",
            ours="引擎",
            theirs="llama.cpp 的批次",
        ),
    },
    "chats": {
        "en": PlotTexts(
            "Milliseconds to the first token in each turn of a chat",
            x="turn",
            y="ms to the first token",
            ours="a turn of the chat",
            theirs="cold prompt of the last turn's length ({tokens} tokens)",
        ),
        "zh": PlotTexts(
            "对话的每一轮中，到第一个令牌为止的毫秒数",
            x="第几轮",
            y="到第一个令牌的毫秒数",
            ours="对话中的一轮",
            theirs="与最后一轮等长的冷启动提示（{tokens} 个令牌）",
        ),
    },
}
