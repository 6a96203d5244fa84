"""What PyYAML says of a syntax error → one sentence, the place to look at, and the likely mend."""

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

from directive_engine.diagnostics import Words

_KEY = re.compile(r"^\s*(?:- )*(?P<key>[^\s:#][^:#]*): +(?P<text>\S.*?)\s*$")
_TO_ALIGN: Final = Words(
    "line up its keys with those above, with spaces only", "请用空格与上方同级的键对齐"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxMistake:
    """Message and mend; the place is where the reader stopped, unless it says otherwise.

    `is_at_start`: where what is not closed began. `is_of_line`: at the beginning of the line.
    """

    message: Words
    help: Words | None = None
    is_at_start: bool = False
    is_of_line: bool = False


def explain_syntax_error(error: yaml.MarkedYAMLError, line: str) -> SyntaxMistake:
    """Return what is wrong, from the error and the line in which the reader stopped."""
    problem, context = error.problem or "", error.context or ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        message = Words("a tab is used for indentation", "缩进使用了制表符")
        return SyntaxMistake(message=message, help=Words("use spaces", "请改用空格"))
    if "quoted scalar" in context and "end of stream" in problem:
        return SyntaxMistake(
            message=Words("a quote is not closed", "引号没有闭合"),
            help=Words("add the closing quote", "请补上右引号"),
            is_at_start=True,
        )
    for bracket, closing in (("sequence", "]"), ("mapping", "}")):
        if f"flow {bracket}" in context:
            opening = "[" if closing == "]" else "{"
            return SyntaxMistake(
                message=Words(f"`{opening}` is not closed", f"`{opening}` 没有闭合"),
                help=Words(f"add `{closing}`", f"请补上 `{closing}`"),
                is_at_start=True,
            )
    if _needs_quotes(problem, line, error.problem_mark):
        return _quote(line)
    known = _KNOWN.get(problem)
    if known is not None:
        mend = _HELP.get(problem)
        return SyntaxMistake(message=known, help=mend, is_of_line=mend is _TO_ALIGN)
    return SyntaxMistake(message=Words(f"not valid YAML: {problem}", f"YAML 语法错误：{problem}"))


def _needs_quotes(problem: str, line: str, mark: Any) -> bool:
    """Tell whether the line holds a text that only quotes make one."""
    found = _KEY.match(line)
    if found is None or found["text"][:1] in {'"', "'"}:
        return False
    if problem.startswith("mapping values"):
        return mark is not None and mark.column >= found.start("text")
    return found["text"][0] in "!&*@`%" or (found["text"][0] in "{[" and "key" in problem)


def _quote(line: str) -> SyntaxMistake:
    found = _KEY.match(line)
    text = found["text"] if found else line.strip()
    quoted = f"'{text}'" if '"' in text else f'"{text}"'
    return SyntaxMistake(
        message=Words("a text like this needs quotes", "这样的文字须加引号"),
        help=Words(f"write `{quoted}`", f"请写 `{quoted}`"),
    )


_KNOWN: Final = {
    "mapping values are not allowed in this context": Words(
        "this key is indented otherwise than those around it", "该键的缩进与上下文不一致"
    ),
    "did not find expected key": Words(
        "this line is indented otherwise than those around it", "该行的缩进与上下文不一致"
    ),
    "did not find expected '-' indicator": Words(
        "expected another item of the list (`- …`) or an outer key",
        "此处应为列表项（`- …`）或外层的键",
    ),
    "could not find expected ':'": Words(
        "expected `:` and a value after the key", "键后应有冒号和值"
    ),
    "found character that cannot start any token": Words(
        "a text cannot begin with this character unless it is quoted", "文字以此字符开头时须加引号"
    ),
    "found unknown escape character": Words(
        "there is no such escape after `\\`", "`\\` 之后没有这种转义"
    ),
    "found unexpected end of stream": Words("the file ends too early", "文件内容不完整"),
}
_HELP: Final = {
    "mapping values are not allowed in this context": _TO_ALIGN,
    "did not find expected key": _TO_ALIGN,
    "did not find expected '-' indicator": _TO_ALIGN,
    "could not find expected ':'": Words("write `key: value`", "请写 `键: 值`"),
    "found unknown escape character": Words(
        "use single quotes, or write `\\\\`", "请改用单引号，或写作 `\\\\`"
    ),
}
