"""Branches of conditions that cases take: each part true and false, each arm of a choice."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli
from directive_engine.workflows.testing import run_pack_cases
from small_rules import write_rules

MATERIAL = Path(__file__).parent.parent / "material"


def untaken(folder: Path, requires: str, *cases: str) -> list[str]:
    """Return the branches of a rule for schools that its cases (facts, as YAML) do not take."""
    lines = [f"  - {{name: 例{n}, facts: {{{c}}}, expect: gap}}" for n, c in enumerate(cases)]
    text = "\n".join(["id: tried", 'applies: "true"', f"requires: '{requires}'", "cases:", *lines])
    write_rules(folder, "rule", text + "\n")
    branches = run_pack_cases([folder / "rules"], with_branches=True).branches
    found = [b for b in branches if b.rule == "tried" and not b.is_taken]
    return [f"{b.part.source.text} {b.outcome.word}" for b in found]


STOCK = "mask_stock_days"


@pytest.mark.parametrize(
    ("requires", "cases", "lacking"),
    [
        pytest.param(
            "has_plan", ["kind: school, has_plan: true"], ["has_plan false"], id="never false"
        ),
        pytest.param(
            "has_plan",
            ["kind: school, has_plan: true", "kind: school, has_plan: false"],
            [],
            id="both",
        ),
        pytest.param(
            "has_plan",
            ["kind: school"],
            ["has_plan true", "has_plan false"],
            id="unknown is neither",
        ),
        pytest.param(
            "has_plan && mask_stock_days > 3",
            [
                f"kind: school, has_plan: true, {STOCK}: 9",
                f"kind: school, has_plan: false, {STOCK}: 9",
            ],
            ["mask_stock_days > 3 false"],
            id="a term that decides nothing",
        ),
        pytest.param(
            "has_plan ? mask_stock_days > 3 : mask_stock_days > 9",
            [
                f"kind: school, has_plan: true, {STOCK}: 5",
                f"kind: school, has_plan: true, {STOCK}: 1",
            ],
            ["has_plan false", "mask_stock_days > 9 true", "mask_stock_days > 9 false"],
            id="an arm that is never chosen",
        ),
        pytest.param(
            'stocked.exists(s, s == "口罩")',
            ["kind: school, stocked: [口罩]"],
            ['stocked.exists(s, s == "口罩") false', 's == "口罩" false'],
            id="within a macro",
        ),
    ],
)
def test_what_no_case_takes(
    tmp_path: Path, requires: str, cases: list[str], lacking: list[str]
) -> None:
    assert untaken(tmp_path, requires, *cases) == lacking


def test_the_command_lists_them_with_their_places(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(MATERIAL / "rules", rules)
    file = rules / "flood" / "02-stocks.yaml"
    kept = [line for line in file.read_text("utf-8").splitlines() if "红色不足" not in line]
    file.write_text("\n".join(kept) + "\n", "utf-8")
    result = CliRunner().invoke(cli, ["test", str(rules), "--coverage"])
    assert result.exit_code == 0
    assert f"{file}:8:39: sandbags_stocked: never true in a case: `沙袋数 >= 500`" in result.stdout
    assert "no case is gap" in result.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_packs_take_every_branch(lang: str) -> None:
    result = CliRunner().invoke(cli, ["test", "--coverage", "--lang", lang])
    assert result.exit_code == 0
    assert "100%" in result.stdout.splitlines()[0]
