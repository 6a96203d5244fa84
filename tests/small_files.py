"""The smallest Word and PDF files that hold what a test is about."""

import io
import zipfile
from collections.abc import Sequence

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def paragraph(text: str, *, style: str = "", number: str = "", level: int = 0) -> str:
    """Return a paragraph of a document, in the list `number` where one is given."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(level: int, form: str, template: str, more: str = "") -> str:
    """Return a level of a list."""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{template}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "") -> str:
    """Return one list (1) with `levels`; `more` are further ones."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'
    )


def docx(body: str, *, numbering: str = "", styles: str = "", head: str = "") -> bytes:
    """Return a Word file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        parts = {"document": f"<w:body>{body}</w:body>", "numbering": numbering, "styles": styles}
        for name, content in parts.items():
            xml = f"<w:{name} {_W} {_MC}>{content}</w:{name}>"
            archive.writestr(f"word/{name}.xml", head + xml)
    return data.getvalue()


def pdf(*pages: Sequence[str]) -> bytes:
    """Return a PDF file with one of the fonts that every reader has."""
    count = len(pages)
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        (
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
            "/DescendantFonts[4 0 R]>>"
        ),
        (
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
            "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>"
        ),
    ]
    for index, lines in enumerate(pages):
        shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
        content = f"BT /F1 12 Tf 72 720 Td {shown} ET"
        objects += [
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {6 + 2 * index} 0 R"
                "/Resources<</Font<</F1 3 0 R>>>>>>"
            ),
            f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        ]
    text, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    text += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\n"
    return f"{text}startxref\n{text.index('xref')}\n%%EOF\n".encode()
