"""Writes llms.txt: what the project is and where its pages are, for programs that read."""

from scripts.registry import Registry
from scripts.site.settings import Settings


def llms_text(settings: Settings, registry: Registry) -> str:
    """Returns the text of llms.txt (llmstxt.org): title, summary, lists of links."""
    address = registry.site_address()
    lines = ["# langchain-gguf", "", f"> {settings.description['en']}", ""]
    for section, tutorials in registry.by_section().items():
        lines += [f"## Tutorials: {registry.sections[section]['en']}", ""]
        for one in tutorials:
            # The notebook itself: its text is Markdown and code.
            link = f"{address}notebooks/{one.name}.ipynb"
            lines.append(f"- [{one.title['en']}]({link}): {one.summary['en']}")
        lines.append("")
    lines += ["## Pages", ""]
    for entry in settings.entries():
        page = entry["page"].replace(".md", ".html")
        lines.append(f"- [{entry['en']}]({address}{page})")
    return "\n".join(lines) + "\n"
