"""`coverage`: what became of every clause, on directives of one's own and on the shipped packs."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from directive_engine.cli.main import cli
from directive_engine.diagnostics import InputError, UsageError
from directive_engine.reports.diagnostics import display_width

ROOT = Path(__file__).parent.parent.parent
FLOOD = ROOT / "examples" / "flood"
PACK = FLOOD / "rules" / "flood-season"
SOURCE = FLOOD / "flood-season.txt"
TABLE = FLOOD / "flood-season.clauses.tsv"
DIRECTIVES = ROOT.parent / "shared" / "directives"
needs_directives = pytest.mark.skipif(
    not DIRECTIVES.is_dir(), reason="the directives' texts are not on this machine"
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def covered(*arguments: object) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(run("coverage", *arguments, "--format", "json").stdout)
    return loaded


def rows_of(table: Path) -> list[dict[str, str]]:
    lines = table.read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def overlap(clause: dict[str, Any], row: dict[str, str]) -> float:
    start, end = int(row["start"]), int(row["end"])
    common = min(end, clause["end"]) - max(start, clause["start"])
    return float(max(common, 0) / (max(end, clause["end"]) - min(start, clause["start"])))


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    """A copy of the flood pack that a test may change."""
    shutil.copytree(FLOOD / "rules", tmp_path / "rules")
    return tmp_path / "rules" / "flood-season"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_json_has_the_form_of_the_contract() -> None:
    found = covered(PACK, "--source", SOURCE)
    assert set(found) == {"clauses", "covered", "total"}
    assert (found["covered"], found["total"]) == (14, 14)
    for clause, row in zip(found["clauses"], rows_of(TABLE), strict=True):
        assert list(clause) == ["start", "end", "anchor", "role", "rules", "disposition"]
        assert clause["role"] == row["role"]
        assert overlap(clause, row) >= 0.75
    by_anchor = {clause["anchor"]: clause for clause in found["clauses"]}
    assert by_anchor["二/3"]["rules"] == ["sandbags_ready"]
    assert by_anchor["二/3"]["disposition"] is None
    assert by_anchor["三/4"]["disposition"] == "not_assessable"
    assert by_anchor["一/1"]["role"] == "headline"


@needs_directives
@pytest.mark.parametrize(
    "pack", ["county-push", "county-meeting", "city-meeting", "province-video"]
)
@pytest.mark.parametrize("source", ["{}.txt", "all-four.txt"])
def test_the_shipped_packs_agree_with_the_annotated_clauses(source: str, pack: str) -> None:
    file = DIRECTIVES / source.format(pack)
    result = run("coverage", pack, "--source", file, "--format", "json", "--fail-under", "100")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    rows = rows_of(DIRECTIVES / f"{pack}.clauses.tsv")
    asked = [row for row in rows if row["role"] in {"order", "goal"}]
    assert found["covered"] == found["total"] == len(asked)
    first = (DIRECTIVES / f"{pack}.txt").read_text("utf-8")[int(rows[0]["start"]) :][:30]
    shift = file.read_text("utf-8").index(first) - int(rows[0]["start"])
    near = [
        overlap({**clause, "start": clause["start"] - shift, "end": clause["end"] - shift}, row)
        for clause, row in zip(found["clauses"], rows, strict=True)
    ]
    assert sum(share >= 0.75 for share in near) >= 0.95 * len(rows)


def test_rules_of_every_loaded_pack_count(own_pack: Path) -> None:
    other = own_pack.parent / "city"
    shutil.copytree(own_pack, other)
    for file in other.glob("0*.yaml"):
        file.unlink()
    rule = (own_pack / "01-lines.yaml").read_text("utf-8").split("\n\n")[0]
    moved = rule.replace("一/2", "flood-season:一/3").replace("dikes_patrolled", "from_city")
    (other / "01-lines.yaml").write_text(moved, "utf-8")
    edit(other / "pack.yaml", "id: flood-season\ntitle", "id: city\ntitle")
    found = covered(own_pack, "--source", SOURCE)
    (clause,) = [c for c in found["clauses"] if c["anchor"] == "一/3"]
    assert clause["rules"] == ["from_city", "reservoir_below_limit"]


def test_an_uncovered_clause_is_listed_and_fails_the_run(own_pack: Path) -> None:
    edit(own_pack / "pack.yaml", "[三/5, 三/6]", "[三/5]")
    options = ["coverage", own_pack, "--source", SOURCE]
    assert run(*options).exit_code == 0
    assert run(*options, "--fail-under", "90").exit_code == 0
    result = run(*options, "--fail-under", "100")
    assert result.exit_code == 1
    assert re.search(r"未覆盖\n +三/6 +9:\d+ +以实际行动保一方平安\n", result.stdout)
    assert "92.8%" in result.stdout
    (clause,) = [
        c for c in covered(own_pack, "--source", SOURCE)["clauses"] if c["anchor"] == "三/6"
    ]
    assert (clause["rules"], clause["disposition"]) == ([], None)


def test_a_changed_text_is_an_error_at_the_clause(own_pack: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text(
        SOURCE.read_text("utf-8").replace("乡镇干部要包村", "镇村干部都要下村"), "utf-8"
    )
    result = run("coverage", own_pack, "--source", changed, "--lang", "en")
    assert result.exit_code == 1
    assert re.search(
        r"clauses\.yaml:\d+:9: error\[DE431\]: clause 三/3 no longer matches", result.stderr
    )
    assert "changed.txt:9:9" in result.stderr
    found = covered(own_pack, "--source", changed)
    assert (found["covered"], found["total"]) == (13, 14)


def test_new_words_are_a_warning(own_pack: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text(
        SOURCE.read_text("utf-8").replace("值守人员", "桥梁要设警示牌，值守人员"), "utf-8"
    )
    result = run("coverage", own_pack, "--source", changed)
    assert result.exit_code == 0
    assert "DE437" in result.stderr


def test_a_headline_that_counts_what_the_pack_does_not(own_pack: Path) -> None:
    assert "DE443" not in run("coverage", own_pack, "--source", SOURCE).stderr
    edit(own_pack / "pack.yaml", "title: 四个到位", "title: 到位")
    edit(
        own_pack / "pack.yaml", "{claim: 4, of: [二/3, 二/4, 二/5, 二/6]}", "{claim: 5, of: rules}"
    )
    result = run("coverage", own_pack, "--source", SOURCE, "--lang", "en")
    assert result.exit_code == 0
    assert "the headline 二/1 counts 4" in result.stderr


def test_several_speeches_in_one_file(tmp_path: Path) -> None:
    both = tmp_path / "both.txt"
    other = "县林业工作会议\n要抓好造林绿化，确保成活。\n"
    both.write_text(other + SOURCE.read_text("utf-8") + other, "utf-8")
    found = covered(PACK, "--source", both)
    alone = covered(PACK, "--source", SOURCE)
    assert [c["start"] - len(other) for c in found["clauses"]] == [
        c["start"] for c in alone["clauses"]
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_the_very_text(tmp_path: Path, lang: str) -> None:
    run("coverage", PACK, "--source", SOURCE, "-o", tmp_path, "--lang", lang)
    page = (tmp_path / "coverage-flood-season.html").read_text("utf-8")
    assert "http" not in page
    assert "<script" not in page
    speech = page[page.index('<div class="speech">') : page.index("</p></div>")]
    speech = re.sub(r'<span class="tip".*?</span></span>', "", speech)
    shown = re.sub(r"<[^>]*>", "", speech).replace("\n", "")
    assert shown == SOURCE.read_text("utf-8").replace("\n", "")
    for outcome in ("rules", "manual", "disposition", "heading"):
        assert f'class="c {outcome}" tabindex="0"' in page
    assert "sandbags_ready" in page


def test_columns_stand_under_their_headings() -> None:
    lines = run("coverage", PACK, "--source", SOURCE).stdout.splitlines()[2:]
    last = {display_width(line[: len(line) - len(line.split()[-1])]) for line in lines}
    assert len(last) == 1


def test_clauses_are_written_from_a_table(own_pack: Path) -> None:
    before = (own_pack / "clauses.yaml").read_text("utf-8")
    (own_pack / "clauses.yaml").unlink()
    with pytest.raises(UsageError) as caught:
        run("coverage", own_pack, "--source", SOURCE)
    assert caught.value.diagnostics[0].code == "DE436"
    assert "DE436" in run("validate", own_pack.parent).stdout
    run("coverage", own_pack, "--source", SOURCE, "--write-clauses", TABLE)
    assert (own_pack / "clauses.yaml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param("\t一\torder\t各乡镇", "\t一\torde\t各乡镇", 3, id="role"),
        pytest.param("\t一\torder\t各乡镇", "\t一 一\torder\t各乡镇", 3, id="section"),
        pytest.param("各乡镇要安排", "各乡镇要安置", 3, id="another text"),
        pytest.param("start\tend", "from\tend", 1, id="no column"),
        pytest.param("\n", "\n9999\t10000\t一\torder\t无\n", 2, id="beyond the text"),
    ],
)
def test_a_wrong_table_writes_nothing(
    own_pack: Path, tmp_path: Path, old: str, new: str, line: int
) -> None:
    table = tmp_path / "t.tsv"
    table.write_text(TABLE.read_text("utf-8").replace(old, new, 1), "utf-8")
    before = (own_pack / "clauses.yaml").read_text("utf-8")
    with pytest.raises(InputError) as caught:
        run("coverage", own_pack, "--source", SOURCE, "--write-clauses", table)
    (problem,) = caught.value.diagnostics
    assert problem.span is not None
    assert (problem.code, problem.span.line) == ("DE432", line)
    assert (own_pack / "clauses.yaml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        pytest.param("01-lines.yaml", "[一/2]", "[一/9]", "DE414", id="no such clause"),
        pytest.param("pack.yaml", "anchor: 一\n", "anchor: 四\n", "DE414", id="no such section"),
        pytest.param("pack.yaml", "[三/4]", "[四/4]", "DE414", id="in a disposition"),
        pytest.param("clauses.yaml", "- id: flood-season", "- id: flood", "DE424", id="directive"),
        pytest.param("clauses.yaml", '"一/2"', '"一/1"', "DE424", id="twice"),
    ],
)
def test_anchors_are_checked(own_pack: Path, file: str, old: str, new: str, code: str) -> None:
    edit(own_pack / file, old, new)
    found = json.loads(run("validate", own_pack.parent, "--format", "json").stdout)
    assert code in {d["code"] for d in found}


def test_packs_agree_on_clauses(own_pack: Path) -> None:
    other = own_pack.parent / "city"
    shutil.copytree(own_pack, other)
    edit(other / "pack.yaml", "id: flood-season\ntitle", "id: city\ntitle")
    edit(other / "clauses.yaml", "role: order, position: 6,", "role: goal, position: 6,")
    found = json.loads(run("validate", own_pack.parent, "--format", "json").stdout)
    assert sum(d["code"] == "DE425" for d in found) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["nothing", "--source", str(SOURCE)], "DE004", id="no such pack"),
        pytest.param([str(PACK), "--source", str(TABLE.parent / "no.txt")], "DE010", id="no file"),
        pytest.param([str(PACK), "--source", str(ROOT / "LICENSE")], "DE438", id="another text"),
    ],
)
def test_questions_without_an_answer(arguments: list[str], code: str) -> None:
    with pytest.raises((UsageError, InputError)) as caught:
        run("coverage", *arguments)
    assert caught.value.diagnostics[0].code == code
