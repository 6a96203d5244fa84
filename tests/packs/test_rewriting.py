"""Formatting rule files: only conditions change, and never what they mean."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli
from directive_engine.packs import NameForm, load_rules, rewrite_conditions
from directive_engine.sources import load_yaml

MATERIAL = Path(__file__).parent.parent / "material"
VOCABULARY = load_rules([MATERIAL / "rules"])[0].vocabulary


def rewritten(text: str, form: NameForm = NameForm.KEEP) -> str:
    return rewrite_conditions(text, "规则.yaml", VOCABULARY, form)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "requires: sandbags>=3 # 注", "requires: sandbags >= 3 # 注", id="a comment stays"
        ),
        pytest.param(
            "requires: 'on_duty&&posts>1'", "requires: on_duty && posts > 1", id="quotes go"
        ),
        pytest.param(
            "requires: '!on_duty'", "requires: '!on_duty'", id="quotes that YAML needs stay"
        ),
        pytest.param(
            "requires: \"plan_name=='防汛'\"", 'requires: plan_name == "防汛"', id="texts"
        ),
        pytest.param(
            "{id: a, requires: 'posts in [1,2]'}",
            "{id: a, requires: 'posts in [1, 2]'}",
            id="within a flow mapping",
        ),
        pytest.param("requires: (on_duty)", "requires: on_duty", id="parentheses nobody needs"),
        pytest.param(
            "requires: on_duty || posts > 1 && posts < 9",
            "requires: on_duty || (posts > 1 && posts < 9)",
            id="parentheses people need",
        ),
        pytest.param(
            "requires: >-\n  posts >\n  1\nnext: 1",
            "requires: >-\n  posts >\n  1\nnext: 1",
            id="a folded text that is canonical",
        ),
        pytest.param(
            "requires: >-\n  posts>\n  1\nnext: 1",
            "requires: posts > 1\nnext: 1",
            id="a folded text that is not",
        ),
        pytest.param("title: a>=b", "title: a>=b", id="other texts are left alone"),
        pytest.param("requires: posts >", "requires: posts >", id="what is no condition stays"),
        pytest.param("requires: true", "requires: true", id="a truth value"),
        pytest.param(
            "a:\r\n  requires: posts>1\r\n", "a:\r\n  requires: posts > 1\r\n", id="CRLF"
        ),
    ],
)
def test_one_form(before: str, after: str) -> None:
    assert rewritten(before) == after


@pytest.mark.parametrize(
    ("form", "after"),
    [
        (NameForm.ID, "children.all(c, c.sandbags >= 3) && on_duty && named_share > 0.0"),
        (NameForm.LABEL, "children.all(c, c.沙袋数 >= 3) && 值班在岗 && named_share > 0.0"),
    ],
)
def test_names(form: NameForm, after: str) -> None:
    before = "children.all(c, c.沙袋数 >= 3) && on_duty && named_share > 0.0"
    assert rewritten(f"requires: {before}", form) == f"requires: {after}"


def test_a_variable_keeps_its_name_where_a_fact_has_it_too() -> None:
    text = 'requires: channels.exists(posts, posts == "siren") && posts > 1'
    assert "exists(posts, posts ==" in rewritten(text, NameForm.LABEL)
    assert rewritten(text, NameForm.LABEL).endswith("岗位数 > 1")


def test_a_long_condition_is_folded_and_reads_back() -> None:
    condition = " && ".join(f"sandbags >= {n}" for n in range(12))
    text = rewritten(f"rules:\n  - id: a\n    requires: {condition.replace(' ', '')}\n    x: 1\n")
    assert max(map(len, text.splitlines())) <= 99
    rule = load_yaml(text, "规则.yaml")["rules"][0]
    assert (rule["requires"], rule["x"]) == (condition, 1)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.stdout


def verdicts(rules: Path) -> list[object]:
    units = ["--units", str(MATERIAL / "units.csv"), "--as-of", "2020-11-01", "--format", "json"]
    _, out = run("audit", "--rules", str(rules), *units)
    keys = ("unit", "rule", "status", "missing", "closes")
    return [{key: finding[key] for key in keys} for finding in json.loads(out)["findings"]]


@pytest.mark.parametrize("form", ["id", "label", "keep"])
def test_formatting_changes_no_verdict_and_formats_once(tmp_path: Path, form: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(MATERIAL / "rules", rules)
    before = verdicts(rules)
    assert run("fmt", str(rules), "--names", form)[0] == 0
    assert verdicts(rules) == before
    assert run("fmt", str(rules), "--names", form, "--check")[0] == 0


def test_check_writes_nothing(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(MATERIAL / "rules", rules)
    file = rules / "flood" / "02-stocks.yaml"
    untidy = file.read_text("utf-8").replace("size(channels) >= 2", "size(channels)>=2")
    file.write_text(untidy, "utf-8")
    status, out = run("fmt", str(rules), "--check")
    assert status == 1
    assert str(file) in out
    assert file.read_text("utf-8") == untidy
