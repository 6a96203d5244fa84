"""Unit files as offices have them: encodings, headings, titles, and what is wrong in them."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from directive_engine.diagnostics import Diagnostic, InputError
from directive_engine.packs import load_rules
from directive_engine.units import Register, load_units
from directive_engine.values import UnitId

MATERIAL = Path(__file__).parent.parent / "material"
VOCABULARY = load_rules([MATERIAL / "rules"])[0].vocabulary


def load(path: Path) -> tuple[Register, tuple[Diagnostic, ...]]:
    return load_units(path, VOCABULARY)


def written(tmp_path: Path, text: str, name: str = "单位.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding, newline="")
    return file


def facts_of(register: Register, unit: str) -> dict[str, Any]:
    return {str(name): value for name, value in register.unit_by_id[UnitId(unit)].facts.items()}


@pytest.mark.parametrize(
    ("text", "sandbags"),
    [
        pytest.param("编号,类别,沙袋数\nR,水库,9\n", 9, id="labels"),
        pytest.param("id,kind,sandbags\nR,reservoir,9\n", 9, id="ids"),
        pytest.param(
            "单位编号,单位类型,沙袋数(个)\nR,水库,9\n", 9, id="unit of measure in heading"
        ),
        pytest.param("编号，类别，沙袋数\nR，水库，９\n", 9, id="full-width commas and digits"),
        pytest.param("编号;类别;沙袋数\r\nR;水库;9\r\n", 9, id="semicolons, CRLF"),
        pytest.param("编号\t类别\t沙袋数\nR\t水库\t9\n", 9, id="tabs"),
        pytest.param('编号,类别,沙袋数\nR,水库,"1,200"\n', 1200, id="thousands"),
        pytest.param("序号,编号,类别,沙袋数\n1,R,水库,9\n", 9, id="line numbers beside ids"),
        pytest.param("平川县水库登记表,,\n编号,类别,沙袋数\nR,水库,9\n", 9, id="a title above"),
        pytest.param("编号,类别,沙袋数\n\n,,\nR,水库,9\n", 9, id="blank lines"),
        pytest.param("编号,类别,沙袋数\nR,水库,9.0\n", 9, id="a float that is whole"),
        pytest.param("编号,类别,沙袋数\nR,水库,\n", None, id="an empty cell is missing"),
        pytest.param("编号,类别,沙袋数\nR,水库\n", None, id="a short line is missing"),
        pytest.param("编号,类别,沙袋数\nR,水库,NaN\n", None, id="NaN is missing"),
    ],
)
def test_a_table_as_people_write_it(tmp_path: Path, text: str, sandbags: int | None) -> None:
    register, problems = load(written(tmp_path, text))
    assert facts_of(register, "R").get("sandbags") == sandbags
    assert problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, "编号,名称,类别\nR,𠮷祥水库,水库\n", encoding=encoding)
    assert load(file)[0].units[0].name == "𠮷祥水库"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True), ("否", False), ("√", True), ("已落实", True), ("未落实", False), ("1", True),
    ],
)  # fmt: skip
def test_yes_and_no(tmp_path: Path, cell: str, value: bool) -> None:
    register, _ = load(written(tmp_path, f"编号,类别,值班在岗\nR,水库,{cell}\n"))
    assert facts_of(register, "R") == {"on_duty": value}


@pytest.mark.parametrize("cell", ["2020-10-01", "2020/10/1", "2020年10月1日", "20201001"])
def test_dates(tmp_path: Path, cell: str) -> None:
    register, _ = load(written(tmp_path, f"编号,类别,演练日期\nR,水库,{cell}\n"))
    assert facts_of(register, "R") == {"drill_date": date(2020, 10, 1)}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("警报器、广播", ("siren", "radio")), ("警报器;广播", ("siren", "radio")), ("无", ())],
)
def test_lists(tmp_path: Path, cell: str, value: tuple[str, ...]) -> None:
    register, _ = load(written(tmp_path, f"编号,类别,预警渠道\nR,水库,{cell}\n"))
    assert facts_of(register, "R") == {"channels": value}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param("编号,类别,沙袋数\nR,水库,很多\n", "DE621", 2, 6, id="no number"),
        pytest.param("编号,类别,沙袋数\nR,水库,-1\n", "DE621", 2, 6, id="below its minimum"),
        pytest.param("编号,类别,演练日期\nR,水库,2020-02-30\n", "DE621", 2, 6, id="no such day"),
        pytest.param("编号,类别,汛情等级\nR,水库,紫色\n", "DE621", 2, 6, id="no such value"),
        pytest.param("编号,类别,沙包数\nR,水库,3\n", "DE620", 1, 7, id="unknown column"),
        pytest.param("编号,类别,沙袋数\nS,学校,3\n", "DE624", 2, 6, id="not of this kind"),
        pytest.param("编号,类别,岗位定人率\nR,水库,1\n", "DE623", 1, 7, id="a derived fact"),
    ],
)
def test_what_cannot_be_used_is_missing_and_named(
    tmp_path: Path, text: str, code: str, line: int, column: int
) -> None:
    register, (problem,) = load(written(tmp_path, text))
    assert facts_of(register, register.units[0].id) == {}
    assert problem.span is not None
    assert (problem.code, problem.span.line, problem.span.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param("", "DE610", 1, 1, id="empty"),
        pytest.param("编号,类别\n", "DE610", 1, 1, id="headings only"),
        pytest.param("名称,类别\n一库,水库\n", "DE611", 1, 1, id="no id column"),
        pytest.param("编号,类别\nR,水裤\n", "DE613", 2, 3, id="unknown kind"),
        pytest.param("编号,类别\nR,水库\nR,水库\n", "DE612", 3, 1, id="id twice"),
        pytest.param("编号,类别\n,水库\n", "DE612", 2, 1, id="no id"),
        pytest.param("编号,类别,上级\nR,水库,T9\n", "DE614", 2, 6, id="unknown parent"),
        pytest.param("编号,类别,主管部门\nR,水库,D9\n", "DE614", 2, 6, id="unknown department"),
        pytest.param("编号,类别,上级\nA,乡镇,B\nB,乡镇,A\n", "DE615", 2, 1, id="a cycle"),
        pytest.param("编号,类别,上级\nA,乡镇,A\n", "DE615", 2, 1, id="its own parent"),
        pytest.param('编号,类别\nR,"水库\n', "DE603", 2, 1, id="a quote left open"),
        pytest.param("编号,类别\nR,水库,多余\n", "DE604", 2, 6, id="more cells than headings"),
        pytest.param("编号,类别,编号\nR,水库,R\n", "DE604", 1, 7, id="a heading twice"),
    ],
)
def test_what_makes_the_register_wrong_stops(
    tmp_path: Path, text: str, code: str, line: int, column: int
) -> None:
    with pytest.raises(InputError) as stopped:
        load(written(tmp_path, text))
    (problem,) = stopped.value.diagnostics
    assert problem.span is not None
    assert (problem.code, problem.span.line, problem.span.column) == (code, line, column)


def test_a_body_that_many_units_name_in_vain_is_reported_once(tmp_path: Path) -> None:
    rows = "".join(f"R{n},水库,D9\n" for n in range(50))
    with pytest.raises(InputError) as stopped:
        load(written(tmp_path, f"编号,类别,主管部门\n{rows}"))
    (problem,) = stopped.value.diagnostics
    assert "50" in problem.message.zh


def test_bodies_may_be_named_instead_of_numbered(tmp_path: Path) -> None:
    text = "编号,名称,类别,上级\nT,上河镇,乡镇,\nR,上河水库,水库,上河镇\n"
    register, _ = load(written(tmp_path, text))
    assert register.unit_by_id[UnitId("R")].parent == "T"


ROWS = [
    {"编号": "T", "名称": "上河😀镇", "类别": "乡镇", "沙袋数": 800},
    {"编号": "R", "名称": "上河/水库", "类别": "水库", "上级": "T", "值班在岗": True},
]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json(tmp_path: Path, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(ROWS, ensure_ascii=ascii_only, indent=indent).replace("/", "\\/")
    register, problems = load(written(tmp_path, text, "单位.json"))
    assert problems == ()
    assert [unit.name for unit in register.units] == ["上河😀镇", "上河/水库"]
    assert facts_of(register, "R") == {"on_duty": True}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[{'编号': 'R'}]", "DE115", id="single quotes are YAML, not JSON"),
        pytest.param('[{"编号": "R",}]', "DE115", id="a trailing comma"),
        pytest.param('[{"编号": "R", "编号": "S", "类别": "水库"}]', "DE102", id="a key twice"),
        pytest.param('{"编号": "R"}', "DE602", id="not a list"),
        pytest.param("[1]", "DE602", id="not a unit"),
        pytest.param("[" * 100_000, "DE101", id="hostile nesting"),
        pytest.param("", "DE610", id="empty"),
    ],
)
def test_json_that_is_wrong(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(InputError) as stopped:
        load(written(tmp_path, text, "单位.json"))
    assert stopped.value.diagnostics[0].code == code


def spreadsheet(tmp_path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    file = tmp_path / "单位.xlsx"
    book.save(file)
    return file


def test_a_spreadsheet_with_a_title_dates_numbers_and_booleans(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["平川县水库登记表"],
        ["编号", "类别", "沙袋数(个)", "演练日期", "值班在岗", "预警渠道"],
        [101, "水库", 450, datetime(2020, 10, 1), True, "警报器、电话"],  # noqa: DTZ001 - as Excel
    ]
    register, problems = load(spreadsheet(tmp_path, rows))
    assert problems == ()
    assert facts_of(register, "101") == {
        "sandbags": 450,
        "drill_date": date(2020, 10, 1),
        "on_duty": True,
        "channels": ("siren", "phone"),
    }


def test_a_formula_without_a_saved_value_is_reported(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["编号", "类别", "沙袋数"], ["R", "水库", "=400+50"]]
    register, (problem,) = load(spreadsheet(tmp_path, rows))
    assert facts_of(register, "R") == {}
    assert problem.code == "DE606"


def test_parquet_keeps_types_and_reads_nan_as_missing(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "编号": ["R", "S"],
            "类别": ["水库", "学校"],
            "沙袋数": pyarrow.array([450, None], pyarrow.int32()),
            "岗位数": [float("nan"), 4.0],
            "演练日期": [date(2020, 10, 1), None],
            "预警渠道": [["siren", "radio"], None],
        }
    )
    file = tmp_path / "单位.parquet"
    pyarrow.parquet.write_table(table, file)
    register, problems = load(file)
    assert problems == ()
    assert facts_of(register, "R") == {
        "sandbags": 450,
        "drill_date": date(2020, 10, 1),
        "channels": ("siren", "radio"),
    }
    assert facts_of(register, "S") == {"posts": 4}


@pytest.mark.parametrize(
    "name", ["单位.csv", "单位.xlsx", "单位.parquet", "单位.json", "单位.yaml"]
)
def test_bytes_that_are_no_such_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(InputError):
        load(file)
    with pytest.raises(InputError):
        load(tmp_path / f"没有{name}")
