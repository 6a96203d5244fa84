"""Parameters that several packs use: one place, own values, the stricter binds and is named."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli
from directive_engine.workflows.loading import compile_rules
from small_packs import a_pack, a_parameter, a_rule, write_rules

UNITS = "id,name,kind,stock\nS1,一中,school,10\n"
USES = "stock >= days_min"
QUESTION = "沙袋是否够用 {days_min} 天?"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def two_packs(
    folder: Path, first: object, second: object, stricter: str | None, shared: object = None
) -> Path:
    """Two packs with a rule each on `days_min`; None: the pack states no value of its own."""
    packs = []
    for id_, default in (("city", first), ("county", second)):
        rule = a_rule(f"{id_}_stock", requires=USES, question=QUESTION, cases=[])
        said = {} if stricter is None else {"stricter": stricter}
        own = [] if default is None else [a_parameter(default=default, **said)]
        packs.append(a_pack(id_, [rule], parameters=own))
    common = (
        {} if shared is None else {"parameters": [a_parameter(default=shared, stricter=stricter)]}
    )
    (folder / "units.csv").write_text(UNITS, "utf-8")
    return write_rules(folder, *packs, **common)


@pytest.mark.parametrize(
    ("first", "second", "stricter", "shared", "value", "contested"),
    [
        pytest.param(7, 14, "higher", None, "14", True, id="the higher asks more"),
        pytest.param(7, 14, "lower", None, "7", True, id="the lower asks more"),
        pytest.param(
            None, 14, "higher", 7, "14", True, id="the shared value speaks for the other"
        ),
        pytest.param(
            None, 5, "higher", 7, "7", True, id="an own value does not soften the other's"
        ),
        pytest.param(5, 6, "higher", 7, "6", True, id="nobody uses the shared value"),
        pytest.param(None, None, "higher", 7, "7", False, id="only the shared value"),
        pytest.param(9, 9, None, None, "9", False, id="the same twice needs no order"),
    ],
)
def test_the_stricter_binds(
    tmp_path: Path,
    first: object,
    second: object,
    stricter: str | None,
    shared: object,
    value: str,
    contested: bool,
) -> None:
    rules = two_packs(tmp_path, first, second, stricter, shared)
    explained = run("explain", "city_stock", "--rules", str(rules))
    assert f"够用 {value} 天" in explained
    assert (f"从严按 {value} 天" in explained) is contested
    for format_ in ("text", "md", "html"):
        options = ["--units", str(tmp_path / "units.csv"), "--rules", str(rules)]
        checklist = run("checklist", *options, "--format", format_)
        report = run("audit", *options, "--format", format_)
        assert (f"从严按 {value} 天" in checklist) is contested
        assert (f"从严按 {value} 天" in report) is contested


def test_who_states_what(tmp_path: Path) -> None:
    rules = two_packs(tmp_path, None, 14, "higher", shared=7)
    explained = run("explain", "city_stock", "--rules", str(rules))
    assert (
        "储备天数下限：《会议city》（通用值） 7 天，《会议county》 14 天，从严按 14 天"
        in explained
    )
    english = run("explain", "city_stock", "--rules", str(rules), "--lang", "en")
    assert (
        "“meeting city” (shared default) 7 days, “meeting county” 14 days; the stricter" in english
    )


def test_one_pack_alone_has_its_own_value(tmp_path: Path) -> None:
    rules = two_packs(tmp_path, 7, 14, "higher")
    assert "够用 7 天" in run("explain", "city_stock", "--rules", str(rules / "city"))


def test_a_setting_wins_over_all(tmp_path: Path) -> None:
    rules = two_packs(tmp_path, 7, 14, "higher")
    options = ["--units", str(tmp_path / "units.csv"), "--rules", str(rules)]
    text = run("checklist", *options, "--set", "days_min=10")
    assert "够用 10 天" in text
    assert "从严" not in text
    assert "够用 10 天" in run("checklist", *options, "--set", "county.days_min=10")


def test_cases_run_on_the_value_of_their_own_pack(tmp_path: Path) -> None:
    case = {"name": "十天", "facts": {"kind": "school", "stock": 10}, "expect": "compliant"}
    city = a_rule("city_stock", requires=USES, cases=[case])
    county = a_rule("county_stock", requires=USES, cases=[{**case, "expect": "gap"}])
    packs = [
        a_pack("city", [city], parameters=[a_parameter(default=7, stricter="higher")]),
        a_pack("county", [county], parameters=[a_parameter(default=14)]),
    ]
    assert "0 failed" in run("test", str(write_rules(tmp_path, *packs)))


@pytest.mark.parametrize(
    ("shared", "own", "codes"),
    [
        pytest.param({}, {"default": 9, "stricter": "lower"}, [], id="an own value"),
        pytest.param({}, {"type": "double", "default": 7.0}, ["DE419"], id="another type"),
        pytest.param({}, {"label": "另一标签"}, ["DE419"], id="another label"),
        pytest.param({}, {"unit_of_measure": "小时"}, ["DE419"], id="another unit of measure"),
        pytest.param({"stricter": "higher"}, {"stricter": "lower"}, ["DE419"], id="another order"),
        pytest.param({}, {"default": 9}, ["DE420"], id="different, and no order"),
        pytest.param({"type": "string", "default": "甲"}, {"type": "string", "default": "乙"},
                     ["DE420"], id="texts have no order"),
    ],
)  # fmt: skip
def test_statements_that_do_not_fit(
    tmp_path: Path, shared: dict[str, Any], own: dict[str, Any], codes: list[str]
) -> None:
    requires = 'days_min == "甲"' if "type" in shared else USES
    pack = a_pack("city", [a_rule(requires=requires)], parameters=[a_parameter(**own)])
    rules = write_rules(tmp_path, pack, parameters=[a_parameter(**shared)])
    found = [d for d in compile_rules([rules]).diagnostics if d.severity == "error"]
    assert [d.code for d in found] == codes
    for diagnostic in found:
        assert diagnostic.span is not None
        assert diagnostic.span.file.endswith("city/pack.yaml")
        assert diagnostic.span.line > 1


def test_twice_in_one_file(tmp_path: Path) -> None:
    pack = a_pack("city", [a_rule(requires=USES)], parameters=[a_parameter(), a_parameter()])
    found = compile_rules([write_rules(tmp_path, pack)]).diagnostics
    assert "DE421" in [d.code for d in found]


def test_a_pack_may_not_name_another_packs_parameter(tmp_path: Path) -> None:
    city = a_pack("city", [a_rule("city_stock", requires=USES)])
    county = a_pack("county", [a_rule("county_stock", requires=USES)], parameters=[a_parameter()])
    found = compile_rules([write_rules(tmp_path, city, county)]).diagnostics
    (unknown,) = [d for d in found if d.code == "DE203"]
    assert unknown.span is not None
    assert "city" in unknown.span.file
