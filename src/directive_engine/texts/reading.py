"""A file of any usual kind → the text as read, to which all offsets refer."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.sources.text import read_bytes, read_text
from directive_engine.texts.formats.parts import DamagedError
from directive_engine.texts.formats.pdf import EncryptedError, read_pdf
from directive_engine.texts.formats.web import read_web
from directive_engine.texts.formats.word import read_word

_ZIP, _PDF, _OLD_OFFICE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")

_TEXT: Final = frozenset((".txt", ".text", ".md", ".markdown", ""))
_WEB: Final = frozenset((".html", ".htm", ".xhtml"))
_CONVERTIBLE: Final = frozenset((".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".docm", ".mht"))
_IMAGES: Final = frozenset(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic", ".ofd")
)
_OCR: Final = Words(
    "recognise its text first (OCR) and save it as .docx or .txt",
    "请先识别文字(OCR)，另存为 .docx 或 .txt",
)


def read_directive(path: Path) -> str:
    """Return the text of a directive in a .txt, .md, .html, .docx or .pdf file.

    A text file is read as it stands; of the others, what a reader sees. Raises InputError where
    the kind of file is not read (DE016), it is damaged (DE017), locked (DE018) or without text
    (DE019), and as `read_text` does.
    """
    suffix = path.suffix.lower()
    data = read_bytes(path)
    if data.startswith(_OLD_OFFICE):
        raise InputError(_locked(path) if _ENCRYPTED_PACKAGE in data else _to_convert(path))
    if suffix == ".docx" or (suffix in _CONVERTIBLE and data.startswith(_ZIP)):
        return _opened(path, data, read_word)
    if suffix == ".pdf":
        return _opened(path, data, read_pdf)
    if suffix in _TEXT | _WEB:
        if data.startswith((_ZIP, _PDF)):
            raise InputError(_misnamed(path, ".pdf" if data.startswith(_PDF) else ".docx"))
        text = read_text(path)
        return read_web(text) if suffix in _WEB else text
    raise InputError(_to_convert(path) if suffix in _CONVERTIBLE else _unknown(path))


def _opened(path: Path, data: bytes, read: Callable[[bytes], str]) -> str:
    try:
        text = read(data)
    except DamagedError as error:
        raise InputError(_damaged(path, error.words)) from error
    except RecursionError as error:
        deep = Words("its parts are nested too deeply", "嵌套过深")
        raise InputError(_damaged(path, deep)) from error
    except EncryptedError as error:
        raise InputError(_locked(path)) from error
    if not text.strip():
        raise InputError(_without_text(path))
    return text


def _to_convert(path: Path) -> Diagnostic:
    command = f"soffice --headless --convert-to docx '{path.name}'"
    return Diagnostic(
        code="DE016",
        message=Words(
            f"`{path.name}` is of a kind that is not read: save it as .docx",
            f"`{path.name}` 的格式不能直接读取，请先另存为 .docx",
        ),
        span=Span(file=str(path)),
        help=Words(
            f"in Word or WPS: Save As .docx; or type `{command}`",
            f"在 Word 或 WPS 中“另存为”.docx；或执行 `{command}`",
        ),
    )


def _unknown(path: Path) -> Diagnostic:
    suffix = path.suffix
    return Diagnostic(
        code="DE016",
        message=Words(
            f"a directive is not read from a file of the kind `{suffix}`",
            f"不支持从 `{suffix}` 文件读取指示文本",
        ),
        span=Span(file=str(path)),
        help=_OCR
        if suffix.lower() in _IMAGES
        else Words("use .txt, .md, .html, .docx or .pdf", "可用：.txt、.md、.html、.docx、.pdf"),
    )


def _misnamed(path: Path, suffix: str) -> Diagnostic:
    return Diagnostic(
        code="DE016",
        message=Words(
            f"`{path.name}` is no text: it looks like a {suffix} file under another name",
            f"`{path.name}` 不是文本文件，像是改了名的 {suffix} 文件",
        ),
        span=Span(file=str(path)),
        help=Words(f"rename it to {path.stem}{suffix}", f"请改名为 {path.stem}{suffix}"),
    )


def _damaged(path: Path, reason: Words) -> Diagnostic:
    return Diagnostic(
        code="DE017",
        message=Words(
            f"`{path.name}` cannot be opened: {reason.en}", f"`{path.name}` 无法打开：{reason.zh}"
        ),
        span=Span(file=str(path)),
        help=Words(
            "open it in the program it came from and save it again",
            "请用原来的程序打开并重新保存",
        ),
    )


def _locked(path: Path) -> Diagnostic:
    return Diagnostic(
        code="DE018",
        message=Words(f"`{path.name}` is locked with a password", f"`{path.name}` 有密码保护"),
        span=Span(file=str(path)),
        help=Words("save a copy without a password", "请另存一份不加密的副本"),
    )


def _without_text(path: Path) -> Diagnostic:
    return Diagnostic(
        code="DE019",
        message=Words(
            f"`{path.name}` holds no text, perhaps only pictures of it",
            f"`{path.name}` 中没有文字，可能只有图像",
        ),
        span=Span(file=str(path)),
        help=_OCR,
    )
