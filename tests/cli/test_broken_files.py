"""Broken rule files as people write them: each mistake at its very token, with the likely mend."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli
from directive_engine.diagnostics import Diagnostic, Severity, Span, Words
from directive_engine.reports.diagnostics import display_width, render_diagnostic
from directive_engine.workflows.validating import check_rules
from small_rules import write_rules

Expected = tuple[str, int, str, str]
"""Code, line in the piece, the text that is underlined, something that the help says."""


def underlined(span: Span) -> str:
    """Return the text that a span of one line covers, or a mapping's first character."""
    line = Path(span.file).read_text("utf-8").split("\n")[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    return line[span.column - 1 : end - 1]


def found_in(folder: Path, place: str, text: str) -> list[tuple[str, int, str, str]]:
    written = write_rules(folder, place, text)
    diagnostics, _ = check_rules([folder / "rules"])
    found = []
    for d in diagnostics:
        assert d.span is not None
        line = d.span.line - written.line
        found.append((d.code, line, underlined(d.span), d.help.en if d.help else ""))
    return found


DEEP = "[" * 41 + "]" * 41
MISTAKES = [
    # The form of YAML
    pytest.param("rule", "severity: major\n  tags: [a]\n",
                 [("DE101", 2, "t", "line up")], id="wrong indentation"),
    pytest.param("rule", "severity: major\n\ttags: [a]\n",
                 [("DE101", 2, "\t", "use spaces")], id="tab"),
    pytest.param("rule", "severity: minor\nseverity: major\ntitle: 甲\ntitle: 乙\n",
                 [("DE102", 2, "severity", "delete"), ("DE102", 4, "title", "delete")],
                 id="duplicate keys, both reported"),
    pytest.param("rule", "title: 口罩: 储备\n",
                 [("DE101", 1, ":", 'write `"口罩: 储备"`')], id="colon in a text"),
    pytest.param("rule", "question: {stock_days} 天够吗\n",
                 [("DE101", 1, "天", 'write `"{stock_days} 天够吗"`')], id="text begins with {"),
    pytest.param("rule", "requires: !有应急预案\n",
                 [("DE101", 1, "有", 'write `"!有应急预案"`')], id="condition begins with !"),
    pytest.param("rule", "methods: [查阅资料\ntags: [a]\n",
                 [("DE101", 1, "[", "add `]`")], id="bracket not closed"),
    pytest.param("rule", 'title: "口罩\n', [("DE101", 1, '"', "closing quote")],
                 id="quote not closed"),
    pytest.param("rule", f"tags: {DEEP}\n", [("DE104", 1, "[", "")], id="deep nesting"),
    pytest.param("rule", "tags: &a [x]\nevidence: *a\n", [("DE103", 1, "&a [", "quotes")],
                 id="alias"),
    pytest.param("rule", "title: !!python/name:os x\n",
                 [("DE103", 1, "!!python/name:os x", "quotes")], id="tag"),
    pytest.param("rule", "title: 口\0罩\n", [("DE012", 1, "\0", "delete it")], id="NUL"),
    pytest.param("rule", "title: 口\x07罩\n", [("DE101", 1, "\x07", "delete it")],
                 id="control character"),
    pytest.param("file", "", [("DE109", 1, "", "")], id="empty file"),
    pytest.param("file", "- a\n", [("DE109", 1, "-", "")], id="a list"),
    pytest.param("file", "requirement: supplies\nrules: []\n---\na: 1\n",
                 [("DE105", 3, "---", "")], id="two documents"),
    # Keys and values
    pytest.param("rule", "severitty: major\n", [("DE111", 1, "severitty", "`severity`")],
                 id="unknown key"),
    pytest.param("parameter", "basis: {note: 无}\n", [("DE110", 1, "{", "add `source: …`")],
                 id="missing key"),
    pytest.param("rule", "remedy: {action: 补足}\nwithin: 7d\n",
                 [("DE111", 2, "within", "under `remedy`")], id="a level too far out"),
    pytest.param("rule", "accountable:\n  lead: unit\n  severity: major\n",
                 [("DE111", 3, "severity", "indent it less")], id="a level too far in"),
    pytest.param("rule", "title: 7\nmethods: 查阅资料\naccountable: unit\n",
                 [("DE112", 1, "7", 'write `"7"`'), ("DE112", 2, "查阅资料", "write `[查阅资料]`"),
                  ("DE112", 3, "unit", "write `{lead: …}`")], id="wrong types, all reported"),
    pytest.param("fact", "- {id: z, label: 片, label_en: z, type: string, inherited: no}\n",
                 [("DE112", 1, "no", "write `false`")], id="no for false"),
    pytest.param("fact", '- {id: z, label: 片, label_en: z, type: int, min: "3"}\n',
                 [("DE112", 1, '"3"', "without quotes")], id="quoted number"),
    pytest.param("fact", "- {id: z, label: 片, label_en: z, type: strng}\n",
                 [("DE113", 1, "strng", "`string`")], id="unknown type"),
    pytest.param("rule", "severity:\n", [("DE113", 1, "severity", "")], id="no value"),
    pytest.param("rule", "accountable: {lead: units, others: [个体]}\n",
                 [("DE113", 1, "units", "`unit`"), ("DE113", 1, "个体", "")],
                 id="unknown parties"),
    pytest.param("rule", "methods: [查阅资料, 现场察看]\n",
                 [("DE113", 1, "现场察看", "`现场查看`")], id="unknown method"),
    pytest.param("rule", "severity: majro\n", [("DE113", 1, "majro", "`major`")],
                 id="unknown severity"),
    pytest.param("rule", "remedy: {action: 补足, within: 7天}\n",
                 [("DE113", 1, "7天", "write `7d`")], id="time in words"),
    pytest.param("rule", "remedy: {action: 补足, within: 7}\n",
                 [("DE112", 1, "7", "write `7d`")], id="time without unit"),
    pytest.param("parameter", "type: integer\n", [("DE113", 1, "integer", "`int`")],
                 id="a parameter of unknown type"),
    # Conditions
    pytest.param("rule", "requires: 口罩储备天书 >= 7 && 有应急预按\n",
                 [("DE203", 1, "口罩储备天书", "`口罩储备天数` (`mask_stock_days`)"),
                  ("DE203", 1, "有应急预按", "`有应急预案`")], id="two unknown facts"),
    pytest.param("rule", 'requires: 风险等级 == "底" || 风险等级 == 低\n',
                 [("DE204", 1, '"底"', "low (低)"), ("DE204", 1, "低", 'write `"低"`')],
                 id="enum values"),
    pytest.param("rule", 'applies: kind == "schol"\n', [("DE204", 1, '"schol"', "`school`")],
                 id="unknown kind"),
    pytest.param("rule", "requires: 口罩储备天数 >= stock_dayz\n",
                 [("DE203", 1, "stock_dayz", "`stock_days`")], id="unknown parameter"),
    pytest.param("rule", "requires: 口罩储备天数 ＞＝ 7 ＆＆ 有应急预案\n",
                 [("DE201", 1, "＞＝", "write `口罩储备天数 >= 7 && 有应急预案`")],
                 id="full-width operators"),
    pytest.param("rule", "applies: kind == “学校”\n",
                 [("DE201", 1, "“", 'write `kind == "学校"`')], id="Chinese quotes"),
    pytest.param("rule", 'applies: kind in ["school"，"market"]\n',
                 [("DE201", 1, "，", 'write `kind in ["school","market"]`')], id="Chinese comma"),
    pytest.param("rule", "requires: 口罩储备天数 >= １４\n",
                 [("DE201", 1, "１４", "write `口罩储备天数 >= 14`")], id="full-width digits"),
    pytest.param("rule", "requires: 口罩储备天数≥7\n",
                 [("DE201", 1, "≥", "write `口罩储备天数>=7`")], id="mathematical sign"),
    pytest.param("rule", 'requires: 值班电话 == "（甲）" ＆＆ 有应急预案\n',
                 [("DE201", 1, "＆＆", 'write `值班电话 == "（甲）" && 有应急预案`')],
                 id="full-width within a text stays"),
    pytest.param("rule", "requires: 口罩储备天数 >= 7 且 有应急预案\n",
                 [("DE201", 1, "且", "write `&&`")], id="and in words"),
    pytest.param("rule", "requires: 口罩储备天数 = 7\n", [("DE201", 1, "=", "write `==`")],
                 id="="),
    pytest.param("rule", "requires: 口罩储备天数 >= 7天\n",
                 [("DE201", 1, "天", "without its unit")], id="unit of measure"),
    pytest.param("rule", "requires: 口罩储备天数 >= 90%\n",
                 [("DE201", 1, "90%", "write `0.9`")], id="percent"),
    pytest.param("rule", "requires: (口罩储备天数 >= 7\n", [("DE201", 1, "(", "add `)`")],
                 id="parenthesis not closed"),
    pytest.param("rule", 'applies: kind in ["school"\n', [("DE201", 1, "[", "add `]`")],
                 id="list not closed"),
    pytest.param("rule", 'applies: kind == "school\n', [("DE201", 1, '"', "at its end")],
                 id="text not closed"),
    pytest.param("rule", 'requires: 储备品类[0] == "a"\n', [("DE201", 1, "[", "exists")],
                 id="index"),
    pytest.param("rule", 'requires: 口罩储备天数 >= "7"\n',
                 [("DE202", 1, '口罩储备天数 >= "7"', "write `7` without quotes")],
                 id="quoted number in a condition"),
    pytest.param("rule", 'requires: 演练日期 >= "2020-02-20"\n',
                 [("DE202", 1, '演练日期 >= "2020-02-20"', 'write `date("2020-02-20")`')],
                 id="date as a text"),
    pytest.param("rule", 'requires: 演练日期 >= date("2020-02-30")\n',
                 [("DE207", 1, '"2020-02-30"', "like `date")], id="no such day"),
    pytest.param("rule", 'requires: 值班电话.matches("^[0-9{11}$")\n',
                 [("DE207", 1, '"^[0-9{11}$"', "")], id="regular expression"),
    pytest.param("rule", "requires: 口罩储备天数 < 0\n",
                 [("DE205", 1, "口罩储备天数 < 0", "0 … 365")], id="comparison without a choice"),
    pytest.param("rule", "requires: len(储备品类) > 1\n", [("DE206", 1, "len", "write `size(x)`")],
                 id="function of another language"),
    pytest.param("rule", "requires: >-\n  口罩储备天数 >= 7\n  && 有应急预按\n",
                 [("DE203", 3, "有应急预按", "`有应急预案`")], id="in a folded text"),
    pytest.param("rule", 'requires: "kind == \\"学校\\" && 口罩储备天书 > 1"\n',
                 [("DE203", 1, "口罩储备天书", "`口罩储备天数`")], id="behind escapes"),
    pytest.param("rule", 'requires: 值班电话 == "𠮷𠮷" && 口罩储备天书 > 1\n',
                 [("DE203", 1, "口罩储备天书", "`口罩储备天数`")], id="behind astral characters"),
    # What belongs together
    pytest.param("rule", "severitty: major\nrequires: 口罩储备天书 >= 7\n",
                 [("DE111", 1, "severitty", "`severity`"), ("DE203", 2, "口罩储备天书", "天数")],
                 id="a condition of a rule that is wrong otherwise"),
    pytest.param("fact", "- {id: a1, label: 甲, label_en: a, type: int, derived: 乙 + 1}\n"
                 "- {id: b1, label: 乙, label_en: b, type: int, derived: 甲 + 1}\n"
                 "- {id: c1, label: 丙, label_en: c, type: int, derived: 丙 + 1}\n",
                 [("DE208", 1, "乙 + 1", "define"), ("DE208", 3, "丙 + 1", "define")],
                 id="two cycles"),
    pytest.param("fact", "- {id: b1, label: 乙, label_en: b, type: int, kinds: [学校, 农贸]}\n",
                 [("DE403", 1, "学校", "write its id `school`"), ("DE403", 1, "农贸", "")],
                 id="kinds by label"),
    pytest.param("file", "requirement: suplies\n", [("DE412", 1, "suplies", "`supplies`")],
                 id="unknown requirement"),
    pytest.param("rule", 'clauses: [八-五/9, 八-五／1, 八五, "八-五/"]\n',
                 [("DE414", 1, "八-五/9", "has 八-五/1"), ("DE422", 1, "八-五／1", "`八-五/1`"),
                  ("DE422", 1, "八五", "`八-五/3`"), ("DE422", 1, '"八-五/"', "`八-五/3`")],
                 id="anchors"),
    pytest.param("rule", "question: 口罩是否够用 {stock_day} 天？\n",
                 [("DE415", 1, "{stock_day}", "`stock_days`")], id="unknown placeholder"),
    pytest.param("rule", "cases:\n  - {name: 甲, facts: {kind: school, mask_stok_days: 9, "
                 "risk_level: 极高}, expect: gap}\n",
                 [("DE301", 2, "mask_stok_days", "`mask_stock_days`"), ("DE302", 2, "极高", "")],
                 id="facts of a case"),
    pytest.param("rule", "cases:\n  - {name: 甲, facts: {kind: school}, expect: complaint, "
                 "as_of: 2020-02-30}\n",
                 [("DE113", 2, "complaint", "`compliant`"), ("DE112", 2, "2020-02-30", "")],
                 id="status and day of a case"),
    pytest.param("parameter", "default: 一周\n", [("DE213", 1, "一周", "")],
                 id="default of another type"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "text", "expected"), MISTAKES)
def test_each_mistake_is_found_where_it_stands(
    tmp_path: Path, place: str, text: str, expected: list[Expected]
) -> None:
    found = found_in(tmp_path, place, text)
    assert [f[:3] for f in found] == [e[:3] for e in expected]
    for (*_, help_), (*_, wanted) in zip(found, expected, strict=True):
        assert wanted in help_


@pytest.mark.parametrize(("place", "text", "expected"), MISTAKES)
def test_no_mistake_ends_otherwise_than_in_status_one(
    tmp_path: Path, place: str, text: str, expected: list[Expected]
) -> None:
    write_rules(tmp_path, place, text)
    for language in ("zh", "en"):
        result = CliRunner().invoke(cli, ["validate", str(tmp_path / "rules"), "--lang", language])
        assert result.exit_code == 1
        assert result.stdout.count("[DE") == len(expected)


def test_utf_16_and_gb18030_are_read_like_utf_8(tmp_path: Path) -> None:
    written = write_rules(tmp_path, "rule", "requires: 口罩储备天书 >= 7\n")
    text = written.file.read_text("utf-8")
    places = set()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        written.file.write_text(text, encoding)
        (found,) = check_rules([tmp_path / "rules"])[0]
        places.add((found.code, str(found.span)))
    assert len(places) == 1


def test_without_a_readable_vocabulary_no_name_is_called_unknown(tmp_path: Path) -> None:
    written = write_rules(tmp_path, "fact", "- {id: z, label: 片, label_en: z, type: strng}\n")
    diagnostics, _ = check_rules([tmp_path / "rules"])
    assert {d.span.file for d in diagnostics if d.span} == {str(written.file)}


def test_a_rule_id_taken_in_another_file(tmp_path: Path) -> None:
    first = write_rules(tmp_path, "rule", "tags: [甲]\n").file
    second = first.with_name("06-more.yaml")
    second.write_text(first.read_text("utf-8"), "utf-8")
    (found,) = check_rules([tmp_path / "rules"])[0]
    assert found.code == "DE411"
    assert found.span is not None
    assert Path(found.span.file) == second
    assert underlined(found.span) == "mask_stock"
    assert str(first) in found.message.en


@pytest.mark.parametrize(
    "before", ["", "口罩", "𠮷野家", "é", "\t", "ｈａｌｆ", "x" * 80, "长" * 80]
)
@pytest.mark.parametrize("token", ["abc", "口罩储备天书", "𠮷"])
def test_the_mark_stands_below_the_token(tmp_path: Path, before: str, token: str) -> None:
    file = tmp_path / "规则.yaml"
    file.write_text(f"{before}{token} 之后\n", "utf-8")
    column = len(before) + 1
    span = Span(file=str(file), line=1, column=column, end_line=1, end_column=column + len(token))
    words = Words("x", "x")
    diagnostic = Diagnostic(code="DE203", message=words, span=span, severity=Severity.ERROR)
    _, shown, mark = render_diagnostic(diagnostic, "zh").split("\n")
    offset = len(mark) - len(mark.lstrip(" │"))
    start = display_width(mark[:offset])
    head = ""
    for char in shown:
        if display_width(head) >= start:
            break
        head += char
    assert display_width(head) == start
    assert shown[len(head) :].startswith(token)
    assert mark.count("^") == display_width(token)
