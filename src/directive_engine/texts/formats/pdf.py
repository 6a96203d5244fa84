"""A PDF file with a text layer → its text, line by line, without page numbers."""

import io
import logging
import re
import struct
import zlib
from typing import Final

from directive_engine.diagnostics import MissingExtraError, Words
from directive_engine.texts.formats.parts import DamagedError

_PAGE_NUMBER: Final = re.compile(
    r"[—–―－-]{1,2}[ \u3000]*\d{1,4}[ \u3000]*[—–―－-]{1,2}|第[ \u3000]*\d{1,4}[ \u3000]*页.{0,12}"
)


class EncryptedError(Exception):
    """The file opens with a password only."""


def read_pdf(data: bytes) -> str:
    """Return the text of a file; raises DamagedError and EncryptedError, or MissingExtraError."""
    try:
        import pypdf  # noqa: PLC0415 - an optional extra
        from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError(Words("reading a PDF file", "读取 PDF 文件"), "pdf") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it grumbles about what it then reads
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedError
        pages = [page.extract_text() for page in reader.pages]
    except DependencyError as error:
        raise EncryptedError from error
    except (
        PyPdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        raise DamagedError(Words("its pages cannot be read", "无法读取其页面")) from error
    lines = [line for number, page in enumerate(pages, start=1) for line in _lines(page, number)]
    return "\n".join(lines)


def _lines(page: str, number: int) -> list[str]:
    """Return the lines of a page without its number, which stands at the top or bottom."""
    lines = [line.rstrip() for line in page.splitlines() if line.strip()]
    for edge in (-1, 0):
        line = lines[edge].strip() if lines else ""
        if _PAGE_NUMBER.fullmatch(line) or line == str(number):
            del lines[edge]
    return lines
