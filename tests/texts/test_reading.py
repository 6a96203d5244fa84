"""Files of every usual kind → the text as a reader sees it, or one sentence on what to do."""

import builtins
import io
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive_engine.diagnostics import InputError, MissingExtraError
from directive_engine.texts.reading import read_directive
from directive_engine.texts.repairs import mend
from small_files import docx, lists, numbered, paragraph, pdf

SHARED = Path(__file__).parents[2].parent / "shared" / "directives"


def read(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return read_directive(folder / name)


def refused(folder: Path, name: str, data: bytes) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read(folder, name, data)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.zh
    hint = diagnostic.help.en if diagnostic.help else ""
    return diagnostic.code, f"{diagnostic.message.en}; {hint}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_as_they_stand(tmp_path: Path, encoding: str) -> None:
    text = "一、抓巡查\r\n  要细，要实。\n\n"
    assert read(tmp_path, "讲话.txt", text.encode(encoding)) == text


def test_markdown_is_read_as_it_stands(tmp_path: Path) -> None:
    text = "# 通知\n\n- **抓巡查**\n"
    assert read(tmp_path, "通知.md", text.encode()) == text


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", b"") == ""


# Word

NUMBERED = lists(
    numbered(0, "chineseCountingThousand", "%1、"),
    numbered(1, "chineseCounting", "（%2）"),
    numbered(2, "decimal", "%3."),
    numbered(3, "decimalEnclosedCircleChinese", "%4"),
    numbered(4, "decimal", "%3.%5", "<w:isLgl/>"),
    more='<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>',
)


def in_list(*items: tuple[str, int]) -> str:
    return "".join(paragraph("项", number=number, level=level) for number, level in items)


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        pytest.param([("1", 0)] * 12, [*"一二三四五六七八九十", "十一", "十二"], id="counts"),
        pytest.param(
            [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)],
            ["一", "（一", "（二", "二", "（一"],
            id="a lower level begins anew",
        ),
        pytest.param(
            [("1", 0), ("1", 0), ("2", 0), ("2", 0)], ["一", "二", "一", "二"], id="restarted"
        ),
        pytest.param([("1", 0), ("3", 0)], ["一", "二"], id="lists of one origin go on"),
        pytest.param([("1", 2), ("1", 3), ("1", 3)], ["1.项", "① 项", "② 项"], id="circled"),
        pytest.param([("1", 2), ("1", 4), ("1", 4)], ["1.项", "1.1 项", "1.2 项"], id="two parts"),
        pytest.param([("0", 0), ("9", 0), ("1", 8)], ["项", "项", "项"], id="no such list"),
    ],
)
def test_automatic_numbers(
    tmp_path: Path, items: list[tuple[str, int]], labels: list[str]
) -> None:
    lines = read(tmp_path, "a.docx", docx(in_list(*items), numbering=NUMBERED)).split("\n")
    assert len(lines) == len(labels)
    assert all(line.startswith(label) for line, label in zip(lines, labels, strict=True)), lines


def style(name: str, properties: str, based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    inside = f"{base}<w:pPr>{properties}</w:pPr>"
    return f'<w:style w:type="paragraph" w:styleId="{name}">{inside}</w:style>'


def test_numbers_that_a_style_brings(tmp_path: Path) -> None:
    numbering = lists(
        numbered(0, "japaneseCounting", "第%1条", '<w:pStyle w:val="H1"/>'),
        numbered(1, "upperLetter", "%2)", '<w:pStyle w:val="H2"/>'),
    )
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("H1", number) + style("H2", number) + style("H3", "", "H1")
    off = paragraph("无", style="H1", number="0")
    body = paragraph("总则", style="H1") + paragraph("目的", style="H2") + off
    text = read(
        tmp_path,
        "a.docx",
        docx(body + paragraph("附则", style="H3"), numbering=numbering, styles=styles),
    )
    assert text == "第一条 总则\nA)目的\n无\n第二条 附则"


def test_bullets_are_marks_of_layout(tmp_path: Path) -> None:
    numbering = lists(numbered(0, "bullet", "\uf0b7"))
    text = read(tmp_path, "a.docx", docx(in_list(("1", 0)), numbering=numbering))
    assert text == "• 项"
    assert mend(text).text == "项"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            "<w:p><w:r><w:t>要</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>",
            "要新",
            id="tracked changes",
        ),
        pytest.param(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>"
            + paragraph("后"),
            "前后",
            id="a deleted paragraph mark",
        ),
        pytest.param(
            "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
            '<w:r><w:br w:type="page"/></w:r></w:p>',
            "甲\n乙\t丙",
            id="breaks, tabs, hidden text",
        ),
        pytest.param(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            + paragraph("框")
            + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
            + paragraph("框")
            + "</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>正文</w:t></w:r></w:p>",
            "正文\n框",
            id="a text box, once",
        ),
        pytest.param(
            "<w:tbl><w:tr><w:tc>"
            + paragraph("单位")
            + "</w:tc><w:tc>"
            + paragraph("任务")
            + "</w:tc></w:tr></w:tbl>",
            "单位\t任务",
            id="a row",
        ),
        pytest.param(
            "<w:tbl><w:tr><w:tc>"
            + paragraph("一段")
            + paragraph("二段")
            + "</w:tc></w:tr></w:tbl>",
            "一段\n二段",
            id="a cell with paragraphs",
        ),
        pytest.param(
            "<w:sdt><w:sdtContent>" + paragraph("控件") + "</w:sdtContent></w:sdt>"
            "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
            "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
            "控件\n链接",
            id="controls, links, fields",
        ),
    ],
)
def test_what_a_reader_of_a_document_sees(tmp_path: Path, body: str, text: str) -> None:
    assert read(tmp_path, "a.docx", docx(body)) == text


def test_documents_that_cannot_be_opened(tmp_path: Path) -> None:
    whole = docx(paragraph("文"))
    entities = docx(paragraph("&x;"), head='<!DOCTYPE a [<!ENTITY x "x">]>')
    deep = docx("<w:p>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:p>")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    for data in (b"", b"text", whole[: len(whole) // 2], entities, other.getvalue(), deep):
        assert refused(tmp_path, "a.docx", data)[0] == "DE017"
    assert refused(tmp_path, "a.docx", docx(paragraph(" ")))[0] == "DE019"


# PDF


def test_the_text_of_a_pdf_file_without_its_page_numbers(tmp_path: Path) -> None:
    data = pdf(["关于春耕的通知", "各村要抓紧排查隐患，确保河", "— 1 —"], ["道畅通。", "2"])
    text = read(tmp_path, "通知.pdf", data)
    assert text == "关于春耕的通知\n各村要抓紧排查隐患，确保河\n道畅通。"
    assert mend(text).text == "关于春耕的通知\n各村要抓紧排查隐患，确保河道畅通。"


def test_pdf_files_that_give_no_text(tmp_path: Path) -> None:
    whole = pdf(["文字"])
    assert refused(tmp_path, "a.pdf", whole[:60])[0] == "DE017"
    assert refused(tmp_path, "a.pdf", b"")[0] == "DE017"
    code, words = refused(tmp_path, "a.pdf", pdf([]))
    assert code == "DE019"
    assert "OCR" in words
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(whole))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    assert refused(tmp_path, "a.pdf", locked.getvalue())[0] == "DE018"


def test_without_the_extra_a_pdf_file_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = builtins.__import__

    def without_pypdf(name: str, *rest: Any) -> Any:
        if name.startswith("pypdf"):
            raise ImportError(name)
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pypdf)
    with pytest.raises(MissingExtraError, match=r"\[pdf\]"):
        read(tmp_path, "a.pdf", pdf(["文字"]))


# HTML


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<p>一段<p>二<b>段</b><br>三段", "一段\n二段\n三段", id="blocks"),
        pytest.param("<head><title>题</title><body><script>x<y</script>文", "文", id="unseen"),
        pytest.param("<div style='display: none'>甲<div>乙</div></div>丙", "丙", id="hidden"),
        pytest.param("<table><tr><td><p>甲</p><td>乙</table>", "甲\t乙", id="a row"),
        pytest.param("<table><tr><td><p>甲<p>乙</table>丙", "甲\n乙\n丙", id="layout by table"),
        pytest.param(
            "<ol start=3><li>甲<li value=9>乙</ol><ul><li>丙", "3.甲\n9.乙\n丙", id="lists"
        ),
        pytest.param("<p><![if !supportLists]>一、<![endif]>抓巡查", "一、抓巡查", id="from Word"),
        pytest.param("<p>合格率&lt;9&#37;&nbsp;", "合格率<9%\xa0", id="references"),
        pytest.param("<p>要加\n   强巡查", "要加 强巡查", id="white space"),
        pytest.param("没有标记 < 的 <!-- 文", "没有标记 < 的 <!-- 文", id="no tags"),
    ],
)
def test_what_a_browser_shows(tmp_path: Path, page: str, text: str) -> None:
    assert read(tmp_path, "a.html", page.encode("gb18030")) == text


# Everything else


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("讲话.doc", b"\xd0\xcf\x11\xe0old", "DE016", "soffice --headless --convert-to docx"),
        ("讲话.docx", b"\xd0\xcf\x11\xe0old", "DE016", "save it as .docx"),
        ("讲话.wps", b"?", "DE016", "save it as .docx"),
        ("讲话.rtf", b"{\\rtf1}", "DE016", "save it as .docx"),
        ("扫描.JPG", b"\xff\xd8", "DE016", "OCR"),
        ("a.xyz", b"", "DE016", "use .txt"),
        ("a.txt", b"%PDF-1.4", "DE016", "rename it to a.pdf"),
        ("a.txt", b"PK\x03\x04", "DE016", "rename it to a.docx"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "DE012", "is not a text file"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "DE018",
            "without a password",
        ),
    ],
)
def test_other_files_say_what_to_do(
    tmp_path: Path, name: str, data: bytes, code: str, words: str
) -> None:
    found, said = refused(tmp_path, name, data)
    assert found == code
    assert words in said


WHOLE = {
    "a.docx": docx(in_list(("1", 0), ("1", 3)), numbering=NUMBERED),
    "a.pdf": pdf(["关于春耕的通知"], ["道畅通。"]),
    "a.html": "<table><tr><td>甲<td>乙</table><ol><li>文<!-- --></ol>".encode(),
    "a.txt": "一、抓巡查，要细。".encode(),
}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), max_size=5),
)
def test_no_damage_stops_it(name: str, damage: list[tuple[float, int, bytes]]) -> None:
    data = WHOLE[name]
    for share, lost, found in damage:
        place = int(share * len(data))
        data = data[:place] + found + data[place + lost :]
    with TemporaryDirectory() as folder, suppress(InputError):
        assert isinstance(read(Path(folder), name, data), str)


def test_a_new_document_under_an_old_name_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "讲话.doc", docx(paragraph("文"))) == "文"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_directive(tmp_path / "no.txt")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated speeches are not on this machine")
def test_offsets_of_annotations_fit_the_text_as_read() -> None:
    for table in SHARED.glob("*.clauses.tsv"):
        text = read_directive(table.with_name(table.name.replace(".clauses.tsv", ".txt")))
        for row in table.read_text("utf-8").splitlines()[1:]:
            start, end, _, _, clause, *_ = row.split("\t")
            assert text[int(start) : int(end)] == clause.replace("\\n", "\n")
