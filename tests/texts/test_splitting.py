"""One file may hold several directives; each begins with its title."""

from pathlib import Path

import pytest

from directive_engine.texts.repairs import mend
from directive_engine.texts.splitting import split_directives

SPEECHES = Path(__file__).parent.parent / "drafting" / "speeches" / "development"
SHARED = Path(__file__).parents[2].parent / "shared" / "directives"

BODY = (
    "各村要抓紧排查隐患，逐户登记造册，做到底数清、情况明。"
    "镇里要派人驻点，每日调度，确保不漏一户、不落一人。对整改不力的，要通报批评。"
)
FIRST = f"在全县防汛动员会上的讲话\n（2024年5月1日）\n同志们：\n{BODY}"
SECOND = f"县政府办关于做好春耕工作的通知\n各乡镇：\n{BODY}\n县政府办\n2024年3月1日"


def parts(raw: str) -> list[str]:
    mended = mend(raw)
    return [mended.text[start:end] for start, end in split_directives(mended)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(BODY, [BODY], id="no title"),
        pytest.param(FIRST, [FIRST], id="one"),
        pytest.param(f"{FIRST}\n\n{SECOND}", [FIRST, SECOND], id="two titles"),
        pytest.param(f"{SECOND}\n{FIRST}\n{SECOND}", [SECOND, FIRST, SECOND], id="three"),
        pytest.param(f"{BODY}\n-----\n春耕备耕\n{BODY}", [BODY, f"春耕备耕\n{BODY}"], id="a rule"),
        pytest.param(f"某县人民政府文件\n{SECOND}", [f"某县人民政府文件\n{SECOND}"], id="head"),
        pytest.param(
            f"县政府办关于做好春耕工作的通知各乡镇：各村要抓紧...\n{SECOND}", [SECOND], id="teaser"
        ),
        pytest.param(
            f"{FIRST}\n县政府办关于做好春耕工作的通知各乡镇：各村...\n{SECOND}",
            [FIRST, SECOND],
            id="teaser between",
        ),
        pytest.param(
            f"{SECOND}\n附件：县春耕工作方案\n{BODY}",
            [f"{SECOND}\n附件：县春耕工作方案\n{BODY}"],
            id="an annex is no directive",
        ),
        pytest.param(
            "目录\n在全县防汛动员会上的讲话\n县政府办关于做好春耕工作的通知",
            ["目录\n在全县防汛动员会上的讲话\n县政府办关于做好春耕工作的通知"],
            id="titles alone",
        ),
    ],
)
def test_where_directives_begin(raw: str, expected: list[str]) -> None:
    assert parts(raw) == expected


@pytest.mark.parametrize("file", sorted(SPEECHES.glob("*.txt")), ids=lambda file: file.stem)
def test_a_file_with_one_directive_is_one(file: Path) -> None:
    raw = file.read_text("utf-8")
    assert parts(raw) == [mend(raw).text]


def test_all_of_them_in_one_file() -> None:
    files = sorted(SPEECHES.glob("*.txt"))
    raw = "\n".join(file.read_text("utf-8") for file in files)
    titles = [file.read_text("utf-8").lstrip().splitlines()[0] for file in files]
    assert [part.splitlines()[0] for part in parts(raw)] == titles


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated speeches are not on this machine")
def test_the_annotated_speeches_in_one_file() -> None:
    names = ("county-meeting", "city-meeting", "county-push", "province-video")
    files = [(SHARED / f"{name}.txt").read_bytes().decode("utf-8") for name in names]
    found = parts((SHARED / "all-four.txt").read_bytes().decode("utf-8"))
    assert [part.splitlines()[0] for part in found] == [f.splitlines()[0] for f in files]
    assert all(parts(file) == [mend(file).text] for file in files)
