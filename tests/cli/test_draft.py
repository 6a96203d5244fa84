"""`draft`, `promote` and `checklist --directive` as a stranger runs them."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from directive_engine.cli.main import cli
from directive_engine.diagnostics import DirectiveEngineError

ROOT = Path(__file__).parent.parent.parent
SPEECHES = ROOT / "tests" / "drafting" / "speeches"
FLOOD = SPEECHES / "development" / "flood-mobilisation.txt"
GIVEN = ROOT.parent / "shared" / "directives"
TEXTS = [*sorted(SPEECHES.glob("*/*.txt")), *sorted(GIVEN.glob("*.txt"))]
CLAUSE_KEYS = {
    "start",
    "end",
    "section",
    "role",
    "text",
    "party",
    "party_source",
    "four_party",
    "unit_kinds",
    "topic",
    "deadline",
    "quantities",
}


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def run(*arguments: object) -> str:
    result = invoke(*arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def codes(*arguments: object) -> list[str]:
    result = invoke(*arguments)
    assert isinstance(result.exception, DirectiveEngineError), result.output
    return [d.code for d in result.exception.diagnostics]


def test_json_has_the_keys_of_the_contract_and_slices_of_the_file() -> None:
    raw = FLOOD.read_text("utf-8")
    clauses = json.loads(run("draft", FLOOD, "--format", "json"))["clauses"]
    assert len(clauses) > 30
    for clause in clauses:
        assert clause.keys() >= CLAUSE_KEYS
        assert raw[clause["start"] : clause["end"]] == clause["text"]
        assert clause["role"] in {"order", "goal", "headline", "principle"}
        assert clause["party_source"] in {"explicit", "carried", "implied", "none"}


def test_the_same_bytes_every_time() -> None:
    for format_ in ("text", "json", "yaml", "html"):
        once, again = (run("draft", FLOOD, "--format", format_) for _ in range(2))
        assert once == again


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_every_draft_pack_validates(file: Path, tmp_path: Path) -> None:
    run("draft", file, "-o", tmp_path / "rules")
    found = json.loads(invoke("validate", tmp_path / "rules", "--format", "json").stdout)
    assert [d for d in found if d["severity"] == "error"] == []
    assert invoke("fmt", "--check", tmp_path / "rules").exit_code == 0


def test_a_pack_is_never_written_over(tmp_path: Path) -> None:
    run("draft", FLOOD, "-o", tmp_path)
    assert codes("draft", FLOOD, "-o", tmp_path) == ["DE034"]
    run("draft", FLOOD, "-o", tmp_path, "--pack", "second")
    assert (tmp_path / "second" / "pack.yaml").is_file()


def test_a_text_without_clauses(tmp_path: Path) -> None:
    poem = tmp_path / "诗.txt"
    poem.write_text("床前明月光\n疑是地上霜\n", "utf-8")
    assert codes("draft", poem, "-o", tmp_path / "rules") == ["DE033"]
    assert not (tmp_path / "rules").exists()


@pytest.mark.parametrize("text", ["", "今天天气很好。\n"])
def test_the_outline_of_a_text_without_clauses_says_so(text: str, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_text(text, "utf-8")
    assert "没有读到要求或目标条款" in invoke("draft", tmp_path / "空.txt").stdout
    assert codes("draft", tmp_path / "空.txt") == ["DE033"]
    kept = tmp_path / "空.json"
    assert codes("draft", tmp_path / "空.txt", "--format", "json", "-o", kept) == ["DE033"]
    assert not kept.exists()


def test_coverage_of_a_draft_pack_is_complete(tmp_path: Path) -> None:
    run("draft", FLOOD, "-o", tmp_path)
    pack = tmp_path / FLOOD.stem
    covered = json.loads(run("coverage", pack, "--source", FLOOD, "--format", "json"))
    assert covered["covered"] == covered["total"] > 20


def test_a_draft_rule_gives_no_verdict_until_it_is_promoted(tmp_path: Path) -> None:
    text = (
        "关于防汛的通知\n现通知如下：\n一、各乡镇每月至少开展2次演练。\n二、各乡镇要备好沙袋。\n"
    )
    notice, rules = tmp_path / "notice.txt", tmp_path / "rules"
    notice.write_text(text, "utf-8")
    run("draft", notice, "-o", rules)
    units = tmp_path / "units.json"
    units.write_text(
        '[{"id": "a", "name": "甲镇", "kind": "township", "notice_001_count": 1}]', "utf-8"
    )

    def status() -> str:
        arguments = ("audit", "--units", units, "--rules", rules, "--as-of", "2025-05-01")
        found = json.loads(run(*arguments, "--format", "json"))["findings"]
        return str(next(f["status"] for f in found if f["rule"] == "notice_001"))

    assert status() == "unknown"
    out = run("promote", "notice_001", "--rules", rules)
    assert "notice_001" in out
    assert status() == "gap"
    assert "status: draft" in (rules / "notice" / "02-section-02.yaml").read_text("utf-8")
    assert codes("promote", "notice_001", "--rules", rules) == ["DE035"]
    assert codes("promote", "notice_009", "--rules", rules) == ["DE004"]


def test_promoting_leaves_comments_and_layout(tmp_path: Path) -> None:
    run("draft", FLOOD, "-o", tmp_path)
    file = tmp_path / FLOOD.stem / "02-section-02.yaml"
    before = file.read_text("utf-8").replace("rules:\n", "rules:\n  # 逐条核对\n")
    file.write_text(before, "utf-8")
    ids = [line.split()[-1] for line in before.splitlines() if line.startswith("  - id:")]
    run("promote", *ids, "--rules", tmp_path)
    after = file.read_text("utf-8")
    assert "# 逐条核对" in after
    assert "draft" not in after
    assert invoke("validate", tmp_path).exit_code == 0
    kept = [line for line in before.splitlines() if line in after.splitlines()]
    assert [line for line in after.splitlines() if line not in kept] == []


def test_a_checklist_straight_from_the_text() -> None:
    out = run("checklist", "--directive", FLOOD)
    assert "是否对3座病险水库逐座制定度汛方案？" in out
    assert "责任单位：县水利局" in out
    forms = json.loads(
        run("checklist", "--directive", FLOOD, "--kind", "乡镇", "--format", "json")
    )
    points = [line["point"] for line in forms[0]["lines"]]
    assert any("是否组建不少于50人的应急抢险队" in point for point in points)
    assert not any("病险水库" in point for point in points)


def test_a_word_file_with_automatic_numbers_and_a_gb18030_file(tmp_path: Path) -> None:
    lines = FLOOD.read_text("utf-8")
    old = tmp_path / "老文件.txt"
    old.write_bytes(lines.encode("gb18030"))
    assert run("draft", old, "--format", "json") == run("draft", FLOOD, "--format", "json")
    assert codes("draft", tmp_path / "没有.txt") != []
    word = tmp_path / "讲话.doc"
    word.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert codes("draft", word) == ["DE016"]
    broken = tmp_path / "坏.docx"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("nothing.txt", "x")
    assert codes("draft", broken) == ["DE017"]


def test_several_directives_in_one_file_become_several_packs(tmp_path: Path) -> None:
    both = tmp_path / "both.txt"
    second = SPEECHES / "development" / "food-safety-minutes.txt"
    both.write_text(FLOOD.read_text("utf-8") + "\n\n" + second.read_text("utf-8"), "utf-8")
    run("draft", both, "-o", tmp_path / "rules")
    assert {p.parent.name for p in (tmp_path / "rules").glob("*/pack.yaml")} == {
        "both-1",
        "both-2",
    }
