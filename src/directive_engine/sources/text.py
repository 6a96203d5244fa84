"""Files → text, whatever of the usual encodings they are in."""

from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words

MAX_BYTES: Final = 200 * 1024 * 1024
_ENCODINGS: Final = ("utf-8", "gb18030")


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Read a text file: by its byte order mark, else as UTF-8, else as GB18030.

    Raises InputError when it cannot be opened (DE010), is larger than `max_bytes` (DE011), or is
    not text in one of these encodings (DE012).
    """
    data = read_bytes(path, max_bytes=max_bytes)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        if encoding == "utf-8":
            raise InputError(_nul(text, path))
    raise InputError(
        Diagnostic(
            code="DE012",
            message=Words(
                f"`{path.name}` is not a text file in UTF-8 or GB18030",
                f"`{path.name}` 不是 UTF-8 或 GB18030 编码的文本文件",
            ),
            span=Span(file=str(path)),
            help=Words("save it as UTF-8", "请另存为 UTF-8 编码"),
        )
    )


def _nul(text: str, path: Path) -> Diagnostic:
    before = text[: text.index("\0")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Diagnostic(
        code="DE012",
        message=Words(
            f"`{path.name}` holds a NUL character, as files that are no text do",
            f"`{path.name}` 含有 NUL 字符，可能不是文本文件",
        ),
        span=Span(file=str(path), line=line, column=column),
        help=Words("delete it, or save the file as UTF-8 text", "请删去，或另存为 UTF-8 文本"),
    )


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file; raises InputError when it cannot be opened (DE010) or is too large (DE011)."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise InputError(_too_large(path, size, max_bytes))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Diagnostic(
                code="DE010",
                message=Words(
                    f"cannot read `{path}`: {reason.lower()}", f"无法读取 `{path}`：{reason}"
                ),
                span=Span(file=str(path)),
                help=Words("check the path and its permissions", "请检查路径和读取权限"),
            )
        ) from error


def _too_large(path: Path, size: int, max_bytes: int) -> Diagnostic:
    found, limit = size / 1024 / 1024, max_bytes / 1024 / 1024
    return Diagnostic(
        code="DE011",
        message=Words(
            f"`{path.name}` has {found:.1f} MB; the limit is {limit:g} MB",
            f"`{path.name}` 大小为 {found:.1f} MB，超过上限 {limit:g} MB",
        ),
        span=Span(file=str(path)),
    )
