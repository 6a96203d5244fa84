"""A pack and a directive's text → coverage, and the pack's clause file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directive_engine.covering import Coverage, cover_text
from directive_engine.diagnostics import (
    Diagnostic,
    InputError,
    Language,
    UsageError,
    Words,
    has_errors,
    suggest,
)
from directive_engine.model import ClauseFile, Pack
from directive_engine.packs import CLAUSES, load_rules, render_clause_file
from directive_engine.reports.coverage import build_coverage, coverage_json
from directive_engine.reports.templating import render_template
from directive_engine.reports.writing import write_text
from directive_engine.sources import read_text, shipped_folder
from directive_engine.texts.annotations import read_annotations

COVERAGE_FORMATS: Final = ("text", "json", "html")
_TEMPLATES: Final = {"text": "coverage.txt.j2", "html": "coverage.html.j2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOrder:
    """What the user asks for; `pack` is an id or a folder."""

    pack: str
    source: Path
    rules: Sequence[Path] = ()


def cover_directive(order: CoverageOrder) -> Coverage:
    """Find what became of every clause; raises InputError and UsageError where it cannot."""
    packs = _packs(order)
    pack = _chosen(order.pack, packs)
    return cover_text(pack, packs, read_text(order.source), order.source.name)


def render_coverage(
    coverage: Coverage,
    source: Path,
    format_: str,
    language: Language,
    templates: Path | None = None,
) -> str:
    """Return the coverage in one of COVERAGE_FORMATS."""
    if format_ == "json":
        return coverage_json(coverage)
    document = build_coverage(coverage, source.name, language)
    return render_template(_TEMPLATES[format_], document, templates)


def write_clauses(order: CoverageOrder, table: Path, directive: str | None) -> tuple[Path, bool]:
    """Write the pack's clause file from an annotated table of the source.

    Return the file, and whether `coverage` holds the pack against that text.

    A pack holds all clauses of its own directive; of any other it holds those that its rules and
    dispositions name. Clauses of the pack's other directives are kept. Raises UsageError where
    it is not clear which directive the table is of (DE439).
    """
    pack = _chosen(order.pack, _packs(order))
    id_ = _directive(pack, directive)
    named = _named(pack, id_) if id_ != pack.own_directive else None
    made = read_annotations(table, read_text(order.source), id_, named)
    known = {d.id: d for d in (pack.clauses.directives if pack.clauses else ())}
    known[id_] = made
    ids = [d.id for d in pack.manifest.directives if d.id in known]
    file = pack.folder / CLAUSES
    write_text(file, render_clause_file(ClauseFile(directives=tuple(known[i] for i in ids))))
    return file, pack.own_directive in {None, id_}


def write_coverage(text: str, format_: str, pack: Pack, output: Path) -> Path:
    """Write to `output`, or into it where it is a folder; return the file."""
    suffix = {"text": "txt"}.get(format_, format_)
    is_folder = output.is_dir() or not output.suffix
    file = output / f"coverage-{pack.id}.{suffix}" if is_folder else output
    write_text(file, text)
    return file


def _packs(order: CoverageOrder) -> tuple[Pack, ...]:
    paths = list(order.rules)
    folder = Path(order.pack)
    if not paths and folder.is_dir():
        paths = [folder.resolve().parent]
    base, problems = load_rules(paths or [shipped_folder("rules")])
    if has_errors(problems):
        raise InputError(*problems)
    return base.packs


def _chosen(name: str, packs: Sequence[Pack]) -> Pack:
    folder = Path(name)
    for pack in packs:
        if pack.id == name or (folder.is_dir() and pack.folder.resolve() == folder.resolve()):
            return pack
    words = Words(f"no pack `{name}`", f"没有规则包 `{name}`")
    hint = suggest(name, [pack.id for pack in packs])
    raise UsageError(Diagnostic(code="DE004", message=words, help=hint))


def _directive(pack: Pack, directive: str | None) -> str:
    ids = [d.id for d in pack.manifest.directives]
    if directive is None and len(ids) == 1:
        return ids[0]
    if directive in ids:
        return directive
    names = ", ".join(ids)
    words = Words(
        f"the pack `{pack.id}` is about {names}: say which one the table is of",
        f"规则包 `{pack.id}` 涉及 {names}：请写明表格属于哪一份",
    )
    hint = Words(f"--directive {ids[0]}", f"--directive {ids[0]}")
    raise UsageError(Diagnostic(code="DE439", message=words, help=hint))


def _named(pack: Pack, directive: str) -> set[str]:
    anchors = [anchor for rule in pack.rules for anchor in rule.clauses]
    anchors += [anchor for d in pack.manifest.dispositions for anchor in d.clauses]
    qualified = (pack.qualified(anchor).partition(":") for anchor in anchors)
    return {anchor for id_, _, anchor in qualified if id_ == directive}
