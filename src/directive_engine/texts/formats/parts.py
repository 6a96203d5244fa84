"""A Word file → the XML of its parts; XML of any kind of namespace by local names."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from directive_engine.diagnostics import Words

_MAX_PART: Final = 100 * 1024 * 1024
_MAIN: Final = "word/document.xml"
_BROKEN: Final = (
    zipfile.BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)  # what the reader of archives raises on damaged ones


class DamagedError(Exception):
    """The file is not what its name says; `words` tell why."""

    def __init__(self, words: Words) -> None:
        """Keep the reason."""
        super().__init__(words.en)
        self.words = words


class Package:
    """The parts of a Word file."""

    def __init__(self, data: bytes) -> None:
        """Open the archive; raises DamagedError where it is none."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise DamagedError(
                Words("it is not a whole ZIP archive", "不是完整的压缩包")
            ) from error
        self._names = set(self._archive.namelist())

    def main(self) -> ElementTree.Element:
        """Return the document itself."""
        root = self.part(self._main_name())
        if root is None:
            raise DamagedError(Words("it holds no Word document", "其中没有 Word 文档"))
        return root

    def part(self, name: str) -> ElementTree.Element | None:
        """Return the part `name`, None where there is none; raises DamagedError."""
        if name not in self._names:
            return None
        try:
            if self._archive.getinfo(name).file_size > _MAX_PART:
                raise DamagedError(Words(f"`{name}` is too large", f"`{name}` 过大"))
            data = self._archive.read(name)
        except _BROKEN as error:
            raise DamagedError(Words(f"`{name}` is damaged", f"`{name}` 已损坏")) from error
        return _parse(name, data)

    def _main_name(self) -> str:
        relations = self.part("_rels/.rels")
        for relation in relations if relations is not None else ():
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", _MAIN).lstrip("/")
        return _MAIN


def _parse(name: str, data: bytes) -> ElementTree.Element:
    # Word writes no document type; with one, entities could grow without end.
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise DamagedError(Words(f"`{name}` declares entities", f"`{name}` 含实体声明"))
    try:
        return ElementTree.fromstring(data)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise DamagedError(
            Words(f"`{name}` is not valid XML", f"`{name}` 不是规范的 XML")
        ) from error


def tag_of(element: ElementTree.Element) -> str:
    """Return the local name of `element`, the same in both namespaces that Word writes."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value_of(element: ElementTree.Element | None, name: str = "val") -> str | None:
    """Return the attribute `name`, whatever its namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def children_of(element: ElementTree.Element | None, name: str) -> Iterator[ElementTree.Element]:
    """Yield the children with the local name `name`."""
    for child in element if element is not None else ():
        if tag_of(child) == name:
            yield child


def child_of(element: ElementTree.Element | None, *path: str) -> ElementTree.Element | None:
    """Return the first descendant along `path`, None where there is none."""
    for name in path:
        element = next(children_of(element, name), None)
    return element


def number_of(element: ElementTree.Element | None, default: int = 0, *, name: str = "val") -> int:
    """Return the attribute `name` as a number; `default` where it is absent or none."""
    value = value_of(element, name)
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default
