"""Units → checklist forms, on the screen or in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from directive_engine.checklists import Grouping, blank_checklist, unit_checklist, whole_checklist
from directive_engine.diagnostics import Diagnostic, UsageError, Words, suggest
from directive_engine.findings import Audit
from directive_engine.reports.checklist_form import Form, build_form, render_forms_json
from directive_engine.reports.sentences import Sentences
from directive_engine.reports.summary import page_file
from directive_engine.reports.templating import render_template
from directive_engine.reports.writing import write_text
from directive_engine.values import UnitId

GROUPINGS: Final = tuple(grouping.value for grouping in Grouping)
CHECKLIST_FORMATS: Final = ("text", "md", "html", "json")
_TEMPLATES: Final = {
    "text": "checklist.txt.j2",
    "md": "checklist.md.j2",
    "html": "checklist.html.j2",
}


def choose_forms(
    audit: Audit,
    sentences: Sentences,
    unit: str | None,
    kind: str | None,
    grouping: Grouping | None = None,
) -> list[Form]:
    """Return the forms for one unit, the blank form of a kind, or the forms of all units.

    Without units it is one form with every rule.

    Raises UsageError for an unknown unit or kind, and where nothing is to be asked (DE004, DE005).
    """
    request = audit.request
    if unit is not None:
        found = request.register.unit_by_id.get(UnitId(unit)) or next(
            (u for u in request.register.units if u.name == unit), None
        )
        if found is None:
            known = [name for u in request.register.units for name in (u.id, u.name)]
            words = Words(f"no unit `{unit}`", f"没有单位 `{unit}`")
            raise UsageError(Diagnostic(code="DE004", message=words, help=suggest(unit, known)))
        lists = [unit_checklist(audit, found, grouping)]
    elif kind is not None:
        known_kind = request.vocabulary.kind(kind)
        if known_kind is None:
            known = [name for k in request.vocabulary.kinds for name in (k.id, k.label)]
            words = Words(f"no kind `{kind}`", f"没有单位类别 `{kind}`")
            raise UsageError(Diagnostic(code="DE004", message=words, help=suggest(kind, known)))
        lists = [blank_checklist(audit, known_kind, grouping)]
    elif request.register.units:
        lists = [unit_checklist(audit, u, grouping) for u in request.register.units]
    else:
        lists = [whole_checklist(audit, grouping)]
    forms = [build_form(c, audit, sentences, grouping) for c in lists if c.items]
    if not forms:
        words = Words("no rule applies: there is nothing to ask", "没有适用的规则，无检查事项")
        raise UsageError(Diagnostic(code="DE005", message=words))
    return forms


def render_forms(forms: Sequence[Form], format_: str, templates: Path | None = None) -> str:
    """Return forms one after another as one text."""
    if format_ == "json":
        return render_forms_json(list(forms))
    return render_template(_TEMPLATES[format_], forms, templates)


def write_forms(
    forms: Sequence[Form], format_: str, folder: Path, templates: Path | None = None
) -> list[Path]:
    """Write one file per form; return the files."""
    suffix = {"text": "txt"}.get(format_, format_)
    files = []
    for form in forms:
        name = page_file(form.unit_id or form.kind or "checklist").removesuffix(".html")
        file = folder / f"{name}.{suffix}"
        write_text(file, render_forms([form], format_, templates))
        files.append(file)
    return files
