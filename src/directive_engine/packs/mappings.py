"""YAML files of rules, sites and waivers → mappings, within limits."""

from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Diagnostic, InputError, Span, Words
from directive_engine.sources import SourceMapping, load_yaml, read_text

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_NODES: Final = 200_000


def read_mapping(path: Path) -> SourceMapping:
    """Read a file whose content is a mapping.

    Raises InputError with the codes of `read_text` and `load_yaml`, and where the content is
    something else (DE109).
    """
    text = read_text(path, max_bytes=MAX_BYTES)
    data = load_yaml(text, str(path), max_nodes=MAX_NODES)
    if isinstance(data, SourceMapping):
        return data
    found = Words("a text", "文字")
    if data is None:
        found = Words("nothing", "空")
    elif isinstance(data, list):
        found = Words("a list", "列表")
    words = Words(
        f"expected a mapping of keys, found {found.en}", f"文件内容应为映射，实为{found.zh}"
    )
    place = getattr(data, "span", Span(file=str(path)))
    span = Span(file=str(path), line=place.line, column=place.column)
    raise InputError(Diagnostic(code="DE109", message=words, span=span))
