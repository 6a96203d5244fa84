"""Pages in a real Chromium: nothing is cut off on a desktop, on a phone or on paper."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from directive_engine.cli.main import cli

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MATERIAL = Path(__file__).parent.parent / "material"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WIDTHS = [pytest.param(1280, id="desktop"), pytest.param(390, id="phone")]
PAGES = ["report.html", "units/R1.html", "checklists/R1.html", "drafts/flood-season-review.html"]
SPEECH = Path(__file__).parents[2] / "examples" / "flood" / "flood-season.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("页面")
    common = ["--rules", str(MATERIAL / "rules"), "--units", str(MATERIAL / "units.csv")]
    common += ["--as-of", "2020-11-01"]
    for arguments in (["audit", "-o", folder], ["checklist", "-o", folder / "checklists"]):
        result = CliRunner().invoke(cli, [*map(str, arguments), *common])
        assert result.exit_code == 0, result.output
    drafted = CliRunner().invoke(cli, ["draft", str(SPEECH), "-o", str(folder / "drafts")])
    assert drafted.exit_code == 0, drafted.output
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra [browser]")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def opened(browser: "Browser", file: Path, width: int) -> "Page":
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(file.as_uri())
    assert asked == [file.as_uri()], "one self-contained file"
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_out_of_the_window(
    browser: "Browser", folder: Path, name: str, width: int
) -> None:
    page = opened(browser, folder / name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hidden = page.evaluate(
        """[...document.querySelectorAll("h1,h2,h3,li,td,.card b")].filter(e => {
          const r = e.getBoundingClientRect();
          const wide = e.closest(".wide");
          const scrolls = wide && getComputedStyle(wide).overflowX === "auto";
          return r.width > 0 && r.right > innerWidth + 1 && !scrolls;
        }).map(e => e.textContent)"""
    )
    assert hidden == []


def test_a_checklist_on_a_phone_names_what_its_columns_are(
    browser: "Browser", folder: Path
) -> None:
    page = opened(browser, folder / "checklists/R1.html", 390)
    assert not page.locator("table.form thead").is_visible()
    heads = page.evaluate(
        """[...document.querySelectorAll("table.form tbody tr:first-child td[data-head]")]
           .map(e => getComputedStyle(e, "::before").content)"""
    )
    assert '"检查要点"' in heads


def test_the_report_and_its_pages_lead_to_one_another(browser: "Browser", folder: Path) -> None:
    page = opened(browser, folder / "report.html", 1280)
    page.get_by_role("link", name="上河水库").first.click()
    assert page.url == (folder / "units/R1.html").as_uri()
    assert page.get_by_role("heading", name="上河水库").is_visible()
    page.get_by_role("link", name="返回总清单").click()
    assert page.url == (folder / "report.html").as_uri()


def test_a_clause_leads_to_its_rule_and_back(browser: "Browser", folder: Path) -> None:
    page = opened(browser, folder / "drafts/flood-season-review.html", 1280)
    page.locator("a.m.order").first.click()
    card = page.locator("article:target")
    assert card.is_visible()
    assert "巡查" in (card.locator("h3").text_content() or "")
    card.locator("p a").click()
    assert page.locator("a.m:target").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_paper(browser: "Browser", folder: Path, name: str) -> None:
    page = opened(browser, folder / name, 1280)
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(map(float, box)) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    }
    (size,) = sizes
    assert sorted(round(side) for side in size) in ([595, 842], [594, 841]), "A4"
    assert (size[0] > size[1]) == name.startswith("checklists"), "forms are landscape"
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
