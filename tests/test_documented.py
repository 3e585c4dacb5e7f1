"""Every public name is shown in a tutorial or described in the reference."""

import re

import griffe
import nbformat

import langchain_gguf
from langchain_gguf import ChatLlamaCpp, testing
from scripts import registry
from scripts.notebooks import NOTEBOOKS, notebook_names
from scripts.registry import ROOT

PACKAGE = "langchain_gguf"
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
DIRECTIVE = re.compile(r"^::: (\S+)$", re.MULTILINE)
# A line of the table of features: what there is, the other class, this one.
ROW = re.compile(r"^\| (?P<feature>[^|]+) \| (?P<there>[^|]+) \| (?P<here>[^|]+) \|$", re.MULTILINE)
PROOF = re.compile(r"\]\(tutorials/(\w+)\.ipynb\)")
TICK = "✓"


def fields_and_methods() -> set[str]:
    """What the chat model has beyond LangChain's: fields, and methods of its own."""
    methods = {
        name
        for base in ChatLlamaCpp.__mro__
        if base.__module__.startswith(PACKAGE)
        for name in vars(base)
        # The hook of pydantic is no method to call.
        if not name.startswith("_") and name not in ("model_post_init", "model_config")
    }
    own = {
        name
        for base in ChatLlamaCpp.__mro__
        if base.__module__.startswith(PACKAGE)
        for name in base.__annotations__
        if name in ChatLlamaCpp.model_fields
    }
    return methods | own


def public_names() -> set[str]:
    return fields_and_methods() | set(langchain_gguf.__all__) | set(testing.__all__)


def names_in_tutorials() -> set[str]:
    """Every word of the tutorials' code, and of code within their prose."""
    words: set[str] = set()
    for name in notebook_names():
        for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
            code = [cell.source] if cell.cell_type == "code" else CODE.findall(cell.source)
            words.update(re.findall(r"\w+", " ".join(code)))
    return words


def names_in_reference(text: str) -> set[str]:
    """What mkdocstrings writes for a page: what it names, and the documented members of that."""
    package = griffe.load(PACKAGE, search_paths=[ROOT / "src"])
    names: set[str] = set()
    for path in DIRECTIVE.findall(text):
        item = package[path.removeprefix(f"{PACKAGE}.")]
        item = item.final_target if item.is_alias else item
        names.add(item.name)
        names.update(name for name, member in item.members.items() if shown(member))
    return names


def shown(member: griffe.Object | griffe.Alias) -> bool:
    return not member.is_alias and bool(member.docstring) and not member.name.startswith("_")


def reference() -> str:
    pages = sorted((ROOT / "docs").glob("reference*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_public_name_is_in_a_tutorial_or_in_the_reference():
    missing = public_names() - names_in_tutorials() - names_in_reference(reference())
    assert missing == set()


def test_the_reference_describes_every_field_method_error_and_fixture():
    assert public_names() - names_in_reference(reference()) == set()


def test_a_name_without_its_part_of_the_reference_is_found():
    without = reference().replace("::: langchain_gguf.lora.LoraFields", "")
    missing = public_names() - names_in_reference(without)
    assert missing == {"lora_path", "lora_scale"}


def features(language_folder: str) -> list[re.Match[str]]:
    text = (ROOT / "docs" / language_folder / "index.md").read_text(encoding="utf-8")
    return [row for row in ROW.finditer(text) if set(row["feature"]) != {"-"}][1:]


def test_every_tick_of_the_table_of_features_links_to_a_tutorial_that_proves_it():
    names = set(registry.load().names())
    rows = features("")
    assert len(rows) >= 18
    for row in rows:
        proofs = PROOF.findall(row["here"])
        assert bool(proofs) == row["here"].startswith(TICK), row["feature"]
        assert set(proofs) <= names, row["feature"]


def test_the_table_of_features_says_the_same_in_chinese():
    english, chinese = features(""), features("zh")
    assert [PROOF.findall(row["here"]) for row in english] == [
        PROOF.findall(row["here"]) for row in chinese
    ]


def test_every_tutorial_but_those_on_other_matters_proves_a_feature():
    proofs = {name for row in features("") for name in PROOF.findall(row["here"])}
    others = {"quickstart", "chaining", "retrieval", "testing", "migrating", "training"}
    assert set(registry.load().names()) - proofs - others == set()
