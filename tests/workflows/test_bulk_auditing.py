"""The path for files of any size gives what the small path gives."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.register_files import register_columns, write_register
from click.testing import CliRunner

from directive_engine.cli.audit import command
from directive_engine.diagnostics import InputError, MissingExtraError
from directive_engine.engines import Verdict, registry
from directive_engine.engines.columnar.bits import Truths
from directive_engine.engines.columnar.records import STATUS_NAMES, StatusRecord
from directive_engine.engines.columnar.statuses import statuses_of
from directive_engine.engines.limits import beyond_columns
from directive_engine.findings import status_of
from directive_engine.reports.gap_report import build_gap_report
from directive_engine.units import load_units
from directive_engine.values import Truth
from directive_engine.workflows.auditing import AuditOrder, audit_units, sentences_for
from directive_engine.workflows.bulk_auditing import audit_in_bulk
from directive_engine.workflows.loading import compile_rules

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "qinghe.csv"
WAIVERS = ROOT / "examples" / "waivers.yaml"
NO_TEXTS = pa.array([], pa.string())
AS_OF = date(2020, 11, 1)


def an_order(units: Path) -> AuditOrder:
    return AuditOrder(units=units, rules=(), as_of=AS_OF, waivers=WAIVERS)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example county as a folder of two Parquet parts with small row groups."""
    folder = tmp_path_factory.mktemp("parts")
    vocabulary = compile_rules(()).base.vocabulary
    register, _ = load_units(EXAMPLE, vocabulary)
    table = pa.table(
        {
            **register_columns(register, vocabulary),
            "responsible": pa.array([unit.responsible for unit in register.units], pa.string()),
        }
    )
    pq.write_table(table.slice(0, 50), folder / "part-0.parquet", row_group_size=13)
    pq.write_table(table.slice(50), folder / "part-1.parquet", row_group_size=13)
    return folder


@pytest.mark.parametrize("source", ["csv", "parts"])
def test_every_status_and_number_is_that_of_the_small_path(
    source: str, parts: Path, tmp_path: Path
) -> None:
    expected, _ = audit_units(an_order(EXAMPLE))
    bulk = audit_in_bulk(an_order(EXAMPLE if source == "csv" else parts), tmp_path, "zh")
    record = StatusRecord(tmp_path)
    codes = {rule: record.of_rule(rule) for rule in record.rules}
    position = {u.id: n for n, u in enumerate(expected.request.register.units)}
    for finding in expected.findings:
        code = codes[finding.rule.id][position[finding.unit.id]]
        assert STATUS_NAMES[code] == finding.status.value, (finding.unit.id, finding.rule.id)
    unit = expected.request.register.units[7].id
    found = {f.rule.id: f.status.value for f in expected.findings_by_unit[unit]}
    assert record.of_unit(unit) == found
    counts = Counter(f.status.value for f in expected.findings)
    total = bulk.report.summary.total
    assert (total.compliant, total.gaps, total.unknown, total.waived) == (
        counts["compliant"],
        counts["gap"],
        counts["unknown"],
        counts["waived"],
    )
    gaps = pl.read_parquet(tmp_path / "gaps.parquet")
    wanted = {
        (f.unit.id, f.rule.id, f.status.value == "waived")
        for f in expected.findings
        if f.status.value in {"gap", "waived"}
    }
    assert set(gaps.select("unit", "rule", "waived").iter_rows()) == wanted
    assert counts["waived"] > 0


def test_the_report_is_that_of_the_small_path_where_it_shows_all(
    parts: Path, tmp_path: Path
) -> None:
    audit, _ = audit_units(an_order(EXAMPLE))
    small = build_gap_report(audit, sentences_for(audit, "zh"))
    bulk = audit_in_bulk(an_order(parts), tmp_path, "zh").report
    assert [(e.unit_id, e.rule_id, e.because, e.closes) for e in bulk.gaps] == [
        (e.unit_id, e.rule_id, e.because, e.closes) for e in small.gaps
    ][: len(bulk.gaps)]
    assert len(bulk.gaps) == min(200, len(small.gaps))
    found, wanted = bulk.summary, small.summary
    assert found.ranking == wanted.ranking
    assert {t.name: t for t in found.by_township} == {t.name: t for t in wanted.by_township}
    assert {t.name: t for t in found.by_party} == {t.name: t for t in wanted.by_party}


def test_findings_are_the_same_object_whichever_engine() -> None:
    runner = CliRunner()
    outputs = [
        runner.invoke(
            command,
            [
                "--units",
                str(EXAMPLE),
                "--as-of",
                "2020-11-01",
                "--format",
                "json",
                "--engine",
                engine,
            ],
        ).output
        for engine in ("interpreter", "walk", "columnar")
    ]
    assert outputs[0] == outputs[1] == outputs[2]
    assert json.loads(outputs[0])["findings"]


def test_the_shipped_packs_leave_nothing_to_the_interpreter() -> None:
    program = compile_rules(()).program
    assert [r.id for r in program.rules if beyond_columns(r, program) is not None] == []


def test_statuses_in_bits_are_those_of_findings() -> None:
    for applies in Truth:
        for requires in Truth:
            truths = [
                Truths.constant(None if t is Truth.UNKNOWN else t is Truth.TRUE, 1)
                for t in (applies, requires)
            ]
            statuses = statuses_of(truths[0], truths[1])
            code = int(statuses.may_comply[0]) + 2 * int(statuses.may_gap[0])
            assert STATUS_NAMES[code] == status_of(Verdict(applies, requires)).value


def test_values_of_other_types_are_read_as_the_small_path_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "units.parquet"
    noon = date(2020, 10, 1)
    pq.write_table(
        pa.table(
            {
                "编号": ["a", "b", "c", "d"],
                "类别": ["学校", "hospital", "school", "医疗机构"],
                "duty_24h": ["是", "否", " ", "√"],
                "mask_stock_days": pa.array([14.0, float("nan"), None, 9.5]),
                "mask_wearing_percent": pa.array([95, 101, 100, None], pa.int16()),
                "study_date": pa.array(
                    [noon, None, noon - timedelta(days=400), noon], pa.date64()
                ),
                "publicity_channels": [["海报"], [], ["poster", None], ["x"]],
                "duty_phone": ["e\u0301 ", "１", "0990-1234567", ""],
            }
        ),
        path,
        row_group_size=3,
    )
    order = AuditOrder(units=path, rules=(), as_of=AS_OF)
    audit, _ = audit_units(order)
    audit_in_bulk(order, tmp_path / "out", "zh")
    record = StatusRecord(tmp_path / "out")
    for unit in audit.request.register.units:
        found = {f.rule.id: f.status.value for f in audit.findings_by_unit[unit.id]}
        assert record.of_unit(unit.id) == found


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        pytest.param({"kind": ["school"]}, "DE611", id="no ids"),
        pytest.param({"id": ["a", "a"], "kind": ["school"] * 2}, "DE612", id="an id twice"),
        pytest.param({"id": ["a"], "kind": ["wharf"]}, "DE613", id="no such kind"),
        pytest.param({"id": ["a"], "kind": ["school"], "parent": ["b"]}, "DE614", id="no parent"),
        pytest.param(
            {"id": ["a", "b"], "kind": ["school"] * 2, "parent": ["b", "a"]}, "DE615", id="a cycle"
        ),
        pytest.param({"id": NO_TEXTS, "kind": NO_TEXTS}, "DE610", id="nobody"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_nothing_written(
    columns: dict[str, Any], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "units.parquet"
    pq.write_table(pa.table(columns), path)
    with pytest.raises(InputError) as raised:
        audit_in_bulk(AuditOrder(units=path, rules=(), as_of=AS_OF), tmp_path / "out", "zh")
    assert raised.value.diagnostics[0].code == code
    assert not list((tmp_path / "out").glob("*"))


def test_a_missing_extra_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_COLUMNAR_NEEDS", ("no_such_package",))
    assert registry.default_engine(1_000_000) == "interpreter"
    with pytest.raises(MissingExtraError, match=r"needs the extra `\[columnar\]`"):
        registry.make_engine("columnar")


def test_a_small_audit_imports_no_polars() -> None:
    script = (
        "import sys\n"
        "from directive_engine.cli.audit import command\n"
        "try:\n"
        f"    command(['--units', {str(EXAMPLE)!r}, '--format', 'json'], standalone_mode=False)\n"
        "except SystemExit:\n"
        "    pass\n"
        "assert 'polars' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_a_random_register_can_be_written_as_a_file(tmp_path: Path) -> None:
    vocabulary = compile_rules(()).base.vocabulary
    register, _ = load_units(EXAMPLE, vocabulary)
    write_register(tmp_path / "u.parquet", register, vocabulary, rows=10)
    again, warnings = load_units(tmp_path / "u.parquet", vocabulary)
    assert warnings == ()
    assert [u.facts for u in again.units] == [u.facts for u in register.units]


def test_units_without_a_page_are_named_without_a_link(tmp_path: Path) -> None:
    """Of a large register only the worst units have pages, but others have gaps, too."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    heading, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
    places = [heading.index(name) for name in ("编号", "上级", "主管部门")]
    copies = [
        ",".join(f"{cell}-{n}" if at in places and cell else cell for at, cell in enumerate(row))
        for n in range(4)
        for row in rows
    ]
    units = tmp_path / "units.csv"
    units.write_text("\n".join([lines[0], *copies]) + "\n", "utf-8")
    arguments = ["--units", str(units), "--as-of", "2020-11-01", "--format", "parquet"]
    result = CliRunner().invoke(command, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.exception
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    linked = set(re.findall(r'href="(units/[^"]+)"', page))
    assert linked == {f"units/{p.name}" for p in (tmp_path / "out" / "units").iterdir()}
