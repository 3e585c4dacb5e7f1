"""The shapes of a document: paragraphs, bullets, numbered chunks, sources, mails."""

from __future__ import annotations

from random import Random

from .phrasing import capital
from .prose_values import date
from .words import chinese_word, city, code, noun, person

_HEADINGS = ("Employee handbook", "Welcome", "Opening hours", "Notes", "About us", "Frequently asked questions",
             "Product sheet", "Release notes", "Meeting notes", "Biography", "Guide", "Summary", "Chapter {n}",
             "Page {n}", "Section {n}.{m}", "Newsletter", "{k}", "News from {c}", "Report {n}")  # fmt: skip
_HEADINGS_CHINESE = ("员工手册", "欢迎", "开放时间", "备注", "关于我们", "常见问题", "产品说明", "更新说明", "会议纪要", "人物简介", "指南",
                     "摘要", "第{n}章", "第{n}页", "第{n}.{m}节", "简报", "{k}", "{c}新闻", "报告{n}")  # fmt: skip


def heading(rng: Random, chinese: bool) -> str:
    """Returns a title that says nothing."""
    word = chinese_word(rng) if chinese else capital(noun(rng))
    text = rng.choice(_HEADINGS_CHINESE if chinese else _HEADINGS)
    return text.format(n=rng.randrange(1, 30), m=rng.randrange(1, 9), k=word, c=city(rng, chinese))


def _groups(rng: Random, sentences: list[str], chinese: bool) -> list[str]:
    """The sentences in paragraphs of a few."""
    space, groups, index = "" if chinese else " ", [], 0
    while index < len(sentences):
        size = rng.choice((1, 2, 2, 3, 4))
        groups.append(space.join(sentences[index : index + size]))
        index += size
    return groups


def _chunked(rng: Random, sentences: list[str], chinese: bool) -> str:
    """Paragraphs, each under a number, a source or a heading."""
    chunks = _groups(rng, sentences, chinese)
    style = rng.randrange(7)
    if style == 0:
        return "\n\n".join(chunks)
    if style == 1:
        return "\n".join(f"[{index}] {chunk}" for index, chunk in enumerate(chunks, 1))
    if style == 2:
        word = rng.choice(("文档", "片段") if chinese else ("Document", "Chunk", "Source"))
        return "\n\n".join(f"{word} {index}:\n{chunk}" for index, chunk in enumerate(chunks, 1))
    if style == 3:
        name = (chinese_word(rng) if chinese else noun(rng)) + rng.choice((".pdf", ".txt", ".md"))
        word = "来源：" if chinese else "Source: "
        return "\n\n".join(f"{word}{name}\n{chunk}" for chunk in chunks)
    if style == 4:
        return "\n\n".join(
            f"{'#' * rng.choice((1, 2, 3))} {heading(rng, chinese)}\n{chunk}" for chunk in chunks
        )
    if style == 5:
        return "\n---\n".join(chunks)
    page = f"{{'source': '{noun(rng)}.pdf', 'page': {rng.randrange(30)}}}"
    return "\n".join(f"Document(metadata={page}, page_content='{chunk}')" for chunk in chunks)


def _mail(rng: Random, text: str, chinese: bool) -> str:
    first, second = person(rng, chinese), person(rng, chinese)
    topic = heading(rng, chinese)
    if chinese:
        head = rng.choice((f"发件人：{first}\n主题：{topic}\n\n", ""))
        return f"{head}{second}，你好：\n{text}\n祝好，\n{first}"
    head = rng.choice(
        (f"From: {first}\nTo: {second}\nSubject: {topic}\n\n", f"Subject: {topic}\n\n", "")
    )
    hello, bye = (
        rng.choice(("Hi", "Dear", "Hello")),
        rng.choice(("Best regards", "Cheers", "Yours")),
    )
    return f"{head}{hello} {second},\n\n{text}\n\n{bye},\n{first}"


def laid_out(rng: Random, sentences: list[str], chinese: bool) -> str:
    """Returns the sentences as a text in one of many shapes."""
    pick, space = rng.random(), "" if chinese else " "
    if pick < 0.4:
        return space.join(sentences)
    if pick < 0.48:
        return "\n".join(sentences)
    if pick < 0.56:
        mark = rng.choice(("- ", "* ", "• "))
        return "\n".join(mark + sentence for sentence in sentences)
    if pick < 0.62:
        return "\n".join(f"{index}. {sentence}" for index, sentence in enumerate(sentences, 1))
    if pick < 0.82:
        return _chunked(rng, sentences, chinese)
    if pick < 0.9:
        head = heading(rng, chinese)
        return rng.choice(
            (f"{head}\n", f"# {head}\n\n", f"{head}：" if chinese else f"{head}: ")
        ) + space.join(sentences)
    if pick < 0.95:
        return _mail(rng, space.join(sentences), chinese)
    return f"{heading(rng, chinese)} ({code(rng)}, {date(rng, chinese)})\n" + "\n\n".join(
        _groups(rng, sentences, chinese)
    )
