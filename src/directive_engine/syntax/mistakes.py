"""Where the grammar stops → what is wrong with a condition there, and what to type instead."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from directive_engine.diagnostics import Words
from directive_engine.syntax.nodes import Extent

_MAX_SHOWN: Final = 80
_QUOTES: Final = dict.fromkeys("“”„‟「」『』＂", '"') | dict.fromkeys("‘’＇", "'")
_SIGNS: Final = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    "、": ",",
    "。": ".",
    "【": "[",
    "】": "]",
}
_WORDS: Final = {
    "=": "==",
    "&": "&&",
    "|": "||",
    "<>": "!=",
    "and": "&&",
    "or": "||",
    "not": "!",
    "AND": "&&",
    "OR": "||",
    "NOT": "!",
    "且": "&&",
    "并且": "&&",
    "和": "&&",
    "与": "&&",
    "或": "||",
    "或者": "||",
    "非": "!",
    "不": "!",
    "等于": "==",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "大于等于": ">=",
    "不少于": ">=",
    "不低于": ">=",
    "小于等于": "<=",
    "不超过": "<=",
    "不高于": "<=",
    "属于": "in",
}
_CLOSING: Final = {"(": ")", "[": "]"}
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxProblem:
    """Why a text is no condition, at which characters, and something to type instead."""

    message: Words
    at: Extent
    help: Words | None = None


def explain_mistake(
    error: UnexpectedInput, text: str, parses: Callable[[str], bool]
) -> SyntaxProblem:
    """Return what is wrong where the parser stopped; `parses` tells whether a mend would do."""
    at = _place(error, text)
    found = text[slice(*at)]
    if found.isspace() or not found:
        return _at_end(text)
    return (
        _full_width(found, at, text, parses)
        or _percentage(at[0], text)
        or _unclosed_text(found, at)
        or _slip(found, at)
        or _out_of_place(found, at, text)
    )


def _place(error: UnexpectedInput, text: str) -> Extent:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return error.token.start_pos or 0, error.token.end_pos or 0
    if isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
        return position, position + 1
    return len(text), len(text)


def _at_end(text: str) -> SyntaxProblem:
    end = len(text.rstrip())
    opening = _unclosed_bracket(text)
    if opening is not None:
        bracket = text[opening]
        return SyntaxProblem(
            message=Words(f"`{bracket}` is not closed", f"`{bracket}` 没有闭合"),
            at=(opening, opening + 1),
            help=Words(f"add `{_CLOSING[bracket]}`", f"请补上 `{_CLOSING[bracket]}`"),
        )
    return _percentage(end, text) or SyntaxProblem(
        message=Words("the condition ends too early", "条件不完整"), at=(max(end - 1, 0), end)
    )


def _unclosed_bracket(text: str) -> int | None:
    """Return where the innermost bracket stands that nothing closes."""
    without_texts = _TEXT.sub(lambda match: " " * len(match.group()), text)
    waiting: list[int] = []
    for index, char in enumerate(without_texts):
        if char in _CLOSING:
            waiting.append(index)
        elif char in _CLOSING.values() and waiting:
            waiting.pop()
    return waiting[-1] if waiting else None


def _full_width(
    found: str, at: Extent, text: str, parses: Callable[[str], bool]
) -> SyntaxProblem | None:
    start = at[0]
    if _half_width(text[start]) == text[start]:
        return None
    end = start
    while end < len(text) and _half_width(text[end]) != text[end] and not text[end].isalpha():
        end += 1
        if text[start] in _QUOTES or text[end - 1] in "（）()，、":
            break
    end = max(end, at[1])
    written = text[start:end]
    plain = _plain(written)
    if text[start] in _QUOTES:
        message = Words(
            f"the quotation mark `{written}` does not begin a text", f"`{written}` 不是半角引号"
        )
    else:
        message = Words(f"full-width `{written}` is not allowed", f"`{written}` 应为半角")
    parts = re.split(f"({_TEXT.pattern})", text)  # what is quoted stays as it is
    whole = "".join(part if n % 2 else _plain(part) for n, part in enumerate(parts))
    if len(whole) <= _MAX_SHOWN and parses(whole):
        plain = whole
    return SyntaxProblem(message=message, at=(start, end), help=_write(plain))


def _half_width(char: str) -> str:
    """Return what the keyboard gives without a Chinese input method."""
    plain = _QUOTES.get(char) or _SIGNS.get(char)
    if plain is not None:
        return plain
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isascii() else char


def _plain(text: str) -> str:
    return "".join(_half_width(char) for char in text)


def _percentage(end: int, text: str) -> SyntaxProblem | None:
    found = re.search(r"(\d+(?:\.\d+)?)\s*%\s*$", text[:end])
    if found is None:
        return None
    share = f"{float(found.group(1)) / 100:g}"
    return SyntaxProblem(
        message=Words("`%` is the remainder of a division", "`%` 是求余运算"),
        at=found.span(),
        help=Words(
            f"write `{share}`, or the number alone where the fact counts percent",
            f"请写 `{share}`；事实以百分数计量时只写数字",
        ),
    )


def _unclosed_text(found: str, at: Extent) -> SyntaxProblem | None:
    if found not in {'"', "'"}:
        return None
    return SyntaxProblem(
        message=Words("a text is not closed", "文字缺少右引号"),
        at=at,
        help=Words(f"add `{found}` at its end", f"请在末尾补上 `{found}`"),
    )


def _slip(found: str, at: Extent) -> SyntaxProblem | None:
    if found not in _WORDS:
        return None
    return SyntaxProblem(
        message=Words(f"`{found}` is not an operator here", f"此处 `{found}` 不是运算符"),
        at=at,
        help=_write(_WORDS[found]),
    )


def _out_of_place(found: str, at: Extent, text: str) -> SyntaxProblem:
    hint = None
    if found in {"[", "{", "."}:
        message = Words(
            f"`{found}` cannot stand here: no indexing, maps or messages",
            f"此处不能用 `{found}`：不支持下标、映射",
        )
        if found == "[":
            hint = Words(
                "ask `x in list`, or `list.exists(x, …)`",
                "可用 `x in 列表` 或 `列表.exists(x, …)`",
            )
    elif re.match(r"\d", text[at[0] - 1 : at[0]]) and found[:1].isalpha():
        message = Words(f"`{found}` follows a number directly", f"数字后面不能直接跟 `{found}`")
        hint = Words("write the number without its unit of measure", "数字后不写计量单位")
    elif found in _CLOSING.values():
        message = Words(f"`{found}` closes nothing", f"`{found}` 没有对应的左括号")
        if _unclosed_bracket(text[: at[0]]) is not None:
            message = Words(f"something is missing before `{found}`", f"`{found}` 之前缺少内容")
    else:
        message = Words(f"unexpected `{found}`", f"此处不应出现 `{found}`")
    return SyntaxProblem(message=message, at=at, help=hint)


def _write(correct: str) -> Words:
    return Words(f"write `{correct}`", f"请写 `{correct}`")
