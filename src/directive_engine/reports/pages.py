"""Pages of codes → text for the terminal, and Markdown for documents and SARIF."""

import textwrap
from collections.abc import Iterable
from typing import Final

from directive_engine.diagnostics import Language, Page, Severity, Words

_WIDTH: Final = 88
_WRONG: Final = Words("wrong", "错误写法")
_RIGHT: Final = Words("right", "正确写法")
_SEVERITY: Final = {
    Severity.ERROR: Words("error", "错误"),
    Severity.WARNING: Words("warning", "警告"),
    Severity.NOTE: Words("note", "提示"),
}
_PLACES: Final = {
    "rule": Words("in a rule", "规则中"),
    "file": Words("a rule file", "规则文件"),
    "clauses": Words("a clause file", "条款文件"),
    "pack": Words("in `pack.yaml`", "`pack.yaml` 中"),
    "parameter": Words("in a parameter of `pack.yaml`", "`pack.yaml` 的参数中"),
    "fact": Words("among the facts of `vocabulary.yaml`", "`vocabulary.yaml` 的 facts 中"),
    "site": Words("a site file", "属地文件"),
    "waivers": Words("a waivers file", "豁免文件"),
    "units.csv": Words("a unit file", "单位文件"),
    "units.yaml": Words("a unit file", "单位文件"),
    "units.json": Words("a unit file", "单位文件"),
    "template": Words("a template", "模板"),
    "command": Words("on the command line", "命令行"),
    "none": Words("", ""),
}
_LANGUAGE_OF: Final = {"command": "sh", "units.csv": "csv", "template": "jinja", "none": "text"}
_INTRODUCTION: Final = """\
# 诊断代码 / Diagnostic codes

`directive-engine explain DE203` 在终端显示一页；本文由 `directive-engine explain codes` 生成。

`directive-engine explain DE203 --lang en` shows one page in the terminal; this document is what
`directive-engine explain codes` prints.
"""


def render_page(page: Page, language: Language) -> str:
    """Return a page as text for the terminal."""
    reason = page.reason.in_language(language)
    if language == "en":
        reason = textwrap.fill(reason, _WIDTH)
    severity = _SEVERITY[page.severity].in_language(language)
    blocks = [f"{page.code} [{severity}] {page.title.in_language(language)}", reason]
    for word, example in ((_WRONG, page.bad), (_RIGHT, page.good)):
        blocks.append(_heading(word, page, language) + "\n" + textwrap.indent(example, "    "))
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def render_page_markdown(page: Page, language: Language) -> str:
    """Return a page as Markdown in one language, without its title."""
    return "\n\n".join([page.reason.in_language(language), *_examples(page, language)])


def render_catalogue(pages: Iterable[Page]) -> str:
    """Return all pages as one Markdown document in both languages."""
    blocks = [_INTRODUCTION]
    for page in pages:
        severity = _SEVERITY[page.severity]
        blocks += [
            f"## {page.code} {page.title.zh}",
            f"*{page.title.en}* · {severity.zh} / {severity.en}",
            page.reason.zh,
            page.reason.en,
            *_examples(page, "zh"),
        ]
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _examples(page: Page, language: Language) -> list[str]:
    fence = _LANGUAGE_OF.get(page.place, "yaml")
    return [
        f"{_heading(word, page, language)}\n\n```{fence}\n{example.rstrip()}\n```"
        for word, example in ((_WRONG, page.bad), (_RIGHT, page.good))
    ]


def _heading(word: Words, page: Page, language: Language) -> str:
    place = _PLACES[page.place].in_language(language)
    if language == "zh":
        return f"{word.zh}{f'（{place}）' if place else ''}："
    return f"{word.en}{f' ({place})' if place else ''}:"
