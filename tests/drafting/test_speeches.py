"""The annotated speeches are sound: spans slice, labels are known, parties have a source."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

SPEECHES = Path(__file__).parent / "speeches"
DIRECTIVES = Path(__file__).parents[2].parent / "shared" / "directives"
ALL = sorted(SPEECHES.rglob("*.txt"))
OUTSIDE = [
    p for p in ALL if p.parent.name in {"outside", "blind", "beyond"}
]  # annotated without our rules
OWN = [p for p in ALL if p not in OUTSIDE]
GIVEN = sorted(p for p in DIRECTIVES.glob("*.txt") if p.with_suffix(".clauses.tsv").exists())

COLUMNS = [
    "start",
    "end",
    "section",
    "role",
    "clause",
    "party",
    "party_source",
    "four_party",
    "unit_kinds",
    "topic",
    "deadline_or_quantity",
    "checkable",
    "ocr_note",
]
ROLES = {"order", "goal", "headline", "principle"}
SOURCES = {"explicit", "carried", "implied", "none"}
FOUR_PARTIES = ("territorial", "department", "unit", "individual")
CHECKABLE = {"hard_fact", "evidence", "exhortation"}
NUMERALS = "一二三四五六七八九十"
SECTION = re.compile(rf"(序|正|结|[{NUMERALS}]+(?:-[{NUMERALS}]+)?)(?:/([1-9]\d*))?")
SHARED_HEADS = (
    "部门",
    "单位",
    "干部",
    "责任人",
    "公司",
    "企业",
    "党组织",
    "政府",
    "主要负责人",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One annotated clause, as its line in the table says."""

    start: int
    end: int
    section: str
    role: str
    clause: str
    party: str
    party_source: str
    four_party: str
    unit_kinds: str
    topic: str
    deadline_or_quantity: str
    checkable: str
    ocr_note: str


def read_rows(text_file: Path) -> tuple[Row, ...]:
    lines = text_file.with_suffix(".clauses.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == COLUMNS
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        assert len(cells) == len(COLUMNS), f"line {number}: {len(cells)} cells"
        start, end, *words = cells
        named = dict(zip(COLUMNS[2:], words, strict=True))
        rows.append(Row(start=int(start), end=int(end), **named))
    return tuple(rows)


def read_text(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as opened:
        return opened.read()


def known_kinds() -> set[str]:
    page = (SPEECHES / "CONVENTIONS.md").read_text("utf-8")
    return set(re.findall(r"`([^`]+)`", page.split("## Unit kinds")[1]))


def span_faults(text: str, rows: tuple[Row, ...]) -> list[str]:
    faults = []
    last = 0
    for row in rows:
        found = text[row.start : row.end].replace("\n", "\\n")
        if not row.clause or found != row.clause:
            faults.append(f"{row.start}: the text has `{found}`, the table `{row.clause}`")
        if row.clause.strip() != row.clause or row.clause[-1:] in "，。；：、！？,;:!?":
            faults.append(f"{row.start}: blank or punctuation at an end of `{row.clause}`")
        if row.start < last:
            faults.append(f"{row.start}: begins before the clause above ends")
        last = row.end
    return faults


def label_faults(rows: tuple[Row, ...], kinds: set[str] | None) -> list[str]:
    """Labels are known; `kinds` are the unit kinds that may occur, None for any."""
    faults = []
    for row in rows:
        four = row.four_party.split(";")
        checks = {
            "role": row.role in ROLES,
            "party_source": row.party_source in SOURCES,
            "four_party": four == ["none"] or four == [p for p in FOUR_PARTIES if p in four],
            "unit_kinds": not row.unit_kinds
            or kinds is None
            or all(re.sub(r"\(.*\)", "", k) in kinds for k in row.unit_kinds.split(";")),
            "topic": bool(row.topic),
            "checkable": row.checkable in CHECKABLE,
        }
        faults += [f"{row.start}: {name}" for name, holds in checks.items() if not holds]
    return faults


def section_faults(rows: tuple[Row, ...]) -> list[str]:
    """Labels are well formed, never come back once left, and count up without a hole."""
    faults = []
    labels = list(dict.fromkeys(row.section for row in rows))
    runs = [r.section for i, r in enumerate(rows) if i == 0 or rows[i - 1].section != r.section]
    if runs != labels:
        faults.append(f"a section comes back: {runs}")
    counted: dict[str, int] = {}
    items: list[int] = []
    for label in labels:
        match = SECTION.fullmatch(label)
        if match is None:
            faults.append(f"unknown section `{label}`")
            continue
        item, sub = match.groups()
        if item not in counted and item[-1] in NUMERALS:
            items.append(NUMERALS.index(item[-1]) + 1)
        if sub is not None and int(sub) != counted.get(item, 0) + 1:
            faults.append(f"section `{label}` follows {counted.get(item, 0)}")
        counted[item] = int(sub or 0)
    if items != list(range(1, len(items) + 1)):
        faults.append(f"items count {items}")
    if "序" in counted and not labels[0].startswith("序"):
        faults.append("the opening is not first")
    if "结" in counted and not labels[-1].startswith("结"):
        faults.append("the close is not last")
    return faults


def party_faults(rows: tuple[Row, ...]) -> list[str]:
    """A party and its source go together; what is carried was named before."""
    faults = []
    named: set[str] = set()
    for row in rows:
        if bool(row.party) != (row.party_source != "none"):
            faults.append(f"{row.start}: party `{row.party}` with source {row.party_source}")
        if row.party_source == "carried" and row.party not in named:
            faults.append(f"{row.start}: `{row.party}` is carried from nowhere")
        named.add(row.party)
    return faults


def word_faults(text: str, rows: tuple[Row, ...]) -> list[str]:
    """Explicit parties and figures are words of the text (own speeches only)."""
    faults = []
    whole = re.sub(r"[\n\].\[]", "", text)
    for row in rows:
        if row.party_source == "explicit":
            for party in row.party.split(";"):
                stems = {party, *(party.removesuffix(head) for head in SHARED_HEADS)}
                if not any(stem in whole for stem in stems):
                    faults.append(f"{row.start}: nobody called `{party}`")
        figures = re.sub(r"\([^)]*\)", "", row.deadline_or_quantity)
        faults += [
            f"{row.start}: no figure {figure} in `{row.clause}`"
            for figure in re.findall(r"\d+(?:\.\d+)?", figures)
            if figure not in row.clause
        ]
    return faults


def all_faults(text: str, rows: tuple[Row, ...]) -> list[str]:
    return [
        *span_faults(text, rows),
        *label_faults(rows, known_kinds()),
        *section_faults(rows),
        *party_faults(rows),
    ]


@pytest.mark.parametrize("file", OWN, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_own_speech_is_sound(file: Path) -> None:
    text = read_text(file)
    rows = read_rows(file)
    assert all_faults(text, rows) + word_faults(text, rows) == []
    assert 400 <= len(text) <= 3000
    assert "\r" not in text
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize("file", OUTSIDE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_speech_from_outside_is_sound(file: Path) -> None:
    text = read_text(file)
    rows = read_rows(file)
    assert span_faults(text, rows) + label_faults(rows, None) == []
    assert 800 <= len(text) <= 3000
    assert "\r" not in text


@pytest.mark.parametrize("file", ALL, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_speech_has_narrative_and_several_roles(file: Path) -> None:
    rows = read_rows(file)
    annotated = sum(row.end - row.start for row in rows)
    assert annotated < 0.8 * len(read_text(file))
    assert {"order", "goal"} <= {row.role for row in rows}
    assert sum(bool(row.deadline_or_quantity) for row in rows) >= 8


@pytest.mark.skipif(not GIVEN, reason="the directives' texts are not on this machine")
@pytest.mark.parametrize("file", GIVEN, ids=lambda p: p.stem)
def test_given_speech_is_sound_by_the_same_rules(file: Path) -> None:
    assert all_faults(read_text(file), read_rows(file)) == []


@pytest.mark.skipif(not GIVEN, reason="the directives' texts are not on this machine")
@pytest.mark.parametrize("file", [*ALL, *SPEECHES.glob("*.md")], ids=lambda p: p.stem)
def test_no_sentence_of_a_directive_is_quoted(file: Path) -> None:
    given = set().union(*(runs_of(read_text(path)) for path in GIVEN))
    assert runs_of(read_text(file)) & given == set()


def runs_of(text: str, length: int = 12) -> set[str]:
    plain = "".join(c for c in text if c.isalnum())
    return {plain[i : i + length] for i in range(len(plain) - length + 1)}


def test_sets_share_no_text_and_every_text_has_a_table() -> None:
    assert len({read_text(p) for p in ALL}) == len(ALL)
    tables = {p.with_name(p.name.removesuffix(".clauses.tsv")) for p in SPEECHES.rglob("*.tsv")}
    assert tables == {p.with_suffix("") for p in ALL}


TEXT = "一、抓好防汛。\n各村要备足沙袋，\n确保5月底前到位。"
ROWS = (
    Row(
        start=2,
        end=6,
        section="一",
        role="headline",
        clause="抓好防汛",
        party="",
        party_source="none",
        four_party="none",
        unit_kinds="",
        topic="防汛",
        deadline_or_quantity="",
        checkable="exhortation",
        ocr_note="",
    ),
    Row(
        start=8,
        end=15,
        section="一",
        role="order",
        clause="各村要备足沙袋",
        party="各村",
        party_source="explicit",
        four_party="territorial",
        unit_kinds="社区/村",
        topic="物资",
        deadline_or_quantity="备足(无数值)",
        checkable="evidence",
        ocr_note="",
    ),
    Row(
        start=17,
        end=25,
        section="一",
        role="goal",
        clause="确保5月底前到位",
        party="各村",
        party_source="carried",
        four_party="territorial",
        unit_kinds="社区/村",
        topic="物资",
        deadline_or_quantity="5月底前",
        checkable="hard_fact",
        ocr_note="",
    ),
)


def test_a_sound_table_has_no_faults() -> None:
    assert all_faults(TEXT, ROWS) + word_faults(TEXT, ROWS) == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(replace(ROWS[1], end=16, clause="各村要备足沙袋，"), id="trailing comma"),
        pytest.param(replace(ROWS[1], start=9), id="offset off by one"),
        pytest.param(replace(ROWS[1], start=2, end=6, clause="抓好防汛"), id="overlap"),
        pytest.param(replace(ROWS[1], role="narrative"), id="unknown role"),
        pytest.param(replace(ROWS[1], four_party="department;territorial"), id="class order"),
        pytest.param(replace(ROWS[1], four_party="territorial;none"), id="none beside a class"),
        pytest.param(replace(ROWS[1], unit_kinds="沙袋"), id="unknown kind"),
        pytest.param(replace(ROWS[1], section="第一"), id="unknown section"),
        pytest.param(replace(ROWS[1], section="一/2"), id="section skips one"),
        pytest.param(replace(ROWS[1], section="二"), id="section comes back"),
        pytest.param(replace(ROWS[1], party=""), id="source without party"),
        pytest.param(replace(ROWS[1], party_source="none"), id="party without source"),
        pytest.param(replace(ROWS[1], party_source="carried"), id="carried from nowhere"),
        pytest.param(replace(ROWS[1], party="县水利局"), id="party not in the text"),
        pytest.param(replace(ROWS[1], deadline_or_quantity="20袋"), id="figure not in the text"),
    ],
)
def test_a_broken_table_is_told(broken: Row) -> None:
    rows = (ROWS[0], broken, ROWS[2])
    assert all_faults(TEXT, rows) + word_faults(TEXT, rows)
