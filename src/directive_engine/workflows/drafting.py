"""A directive's file → its clauses, draft packs, a review page, or a checklist at once."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from directive_engine.diagnostics import Diagnostic, InputError, Language, UsageError, Words
from directive_engine.drafting.draft import Draft, draft_directives
from directive_engine.drafting.packs import DraftPack, draft_packs, pack_id
from directive_engine.drafting.rules import known_of
from directive_engine.model import RuleFile, VocabularyFile
from directive_engine.packs import RuleBase, load_rules
from directive_engine.packs.clauses import render_clause_file
from directive_engine.packs.loading import CLAUSES, MANIFEST, VOCABULARY
from directive_engine.packs.writing import render_model
from directive_engine.reports.draft_outline import render_draft_outline
from directive_engine.reports.draft_records import render_draft_json
from directive_engine.reports.draft_review import render_review
from directive_engine.reports.writing import write_text
from directive_engine.sources import shipped_folder
from directive_engine.texts.reading import read_directive

DRAFT_FORMATS: Final = ("text", "json", "yaml", "html")
_HEADS: Final = {
    "rules": (
        "# 草拟规则：只上检查表，不作结论。逐条核对后用 `directive-engine promote 规则编号` 转为"
        "正式规则。\n"
    ),
    "facts": "# 草拟规则用到的新事实，名称与类型请逐条核对。\n",
    "kinds": "# 草拟规则用到的单位类型与已有事实，抄自现有词表。\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOrder:
    """What the user asks for; `meeting` dates a text without a date, `rules` are to be matched.

    `pack` names the draft pack; without it the file's name does.
    """

    file: Path
    rules: Sequence[Path] = ()
    meeting: date | None = None
    pack: str | None = None


@dataclass(frozen=True, kw_only=True)
class DraftedFile:
    """A file's clauses, and what is made of them only where it is asked for."""

    order: DraftOrder
    draft: Draft

    @cached_property
    def base(self) -> RuleBase:
        """The rules that are known already."""
        return load_rules(self.order.rules or [shipped_folder("rules")])[0]

    @cached_property
    def packs(self) -> tuple[DraftPack, ...]:
        """A draft pack for each directive that orders or aims."""
        base, count = self.base, len(self.draft.directives)
        rules = [rule for pack in base.packs for rule in pack.rules]
        known = known_of(base.vocabulary.kinds, base.vocabulary_file.facts, rules)
        taken = {fact.label for fact in base.vocabulary.facts}
        id_ = pack_id(self.order.pack or self.order.file.stem)
        ids = [id_] if count == 1 else [f"{id_}-{n}" for n in range(1, count + 1)]
        return tuple(draft_packs(self.draft, ids, known, taken))


def draft_file(order: DraftOrder) -> DraftedFile:
    """Read and draft a directive; raises InputError where the file cannot be read."""
    draft = draft_directives(read_directive(order.file), order.meeting)
    return DraftedFile(order=order, draft=draft)


def render_draft(drafted: DraftedFile, format_: str, language: Language) -> str:
    """Return a draft as outline, JSON, the YAML of its rules, or the review page."""
    match format_:
        case "json":
            return render_draft_json(drafted.draft) + "\n"
        case "yaml":
            files = [file for pack in drafted.packs for file in pack.files]
            return "---\n".join(_HEADS["rules"] + render_model(file) for file in files)
        case "html":
            return render_review(drafted.draft, drafted.packs, drafted.order.file.name, language)
        case _:
            return render_draft_outline(drafted.draft, str(drafted.order.file), language)


def must_ask(drafted: DraftedFile) -> None:
    """Raise UsageError (DE033) where no clause orders or aims: an empty run is no success."""
    if not drafted.draft.asks:
        words = Words(
            f"`{drafted.order.file}` has no clause that orders or aims",
            f"`{drafted.order.file}` 中没有要求或目标条款",
        )
        raise UsageError(Diagnostic(code="DE033", message=words))


def write_packs(drafted: DraftedFile, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write the draft packs and the review page into a rules folder; return what was written.

    Raises UsageError where there is no rule to write (DE033) or a folder is there already (DE034).
    """
    must_ask(drafted)
    packs = drafted.packs
    for pack in packs:
        if (folder / pack.id).exists():
            words = Words(f"`{folder / pack.id}` exists already", f"`{folder / pack.id}` 已存在")
            hint = Words("choose another id with --pack", "请用 --pack 另取编号")
            raise UsageError(Diagnostic(code="DE034", message=words, help=hint))
    written = [file for pack in packs for file in _write_pack(pack, folder)]
    if not (folder / VOCABULARY).exists():
        written.append(_write_vocabulary(drafted, packs, folder))
    review = folder / f"{packs[0].id}-review.html"
    write_text(review, render_draft(drafted, "html", language))
    return (*written, review)


def _write_pack(pack: DraftPack, folder: Path) -> Iterator[Path]:
    home = folder / pack.id
    texts = {
        VOCABULARY: _HEADS["facts"] + render_model(pack.vocabulary),
        CLAUSES: render_clause_file(pack.clauses),
        **{
            f"{n:02}-{_slug(file)}.yaml": _HEADS["rules"] + render_model(file)
            for n, file in enumerate(pack.files, 1)
        },
        MANIFEST: render_model(pack.manifest),
    }
    for name, text in texts.items():
        write_text(home / name, text)
        yield home / name


def _slug(file: RuleFile) -> str:
    return file.requirement.replace("_", "-")


def _write_vocabulary(drafted: DraftedFile, packs: Sequence[DraftPack], folder: Path) -> Path:
    """Write the kinds, and of the known facts those that draft rules use."""
    new = {fact.id for pack in packs for fact in pack.vocabulary.facts}
    used = {
        rule.rule.requires.text.strip("!").split(" ")[0]
        for pack in packs
        for rule in pack.rules
        if rule.rule.requires is not None
    }
    facts = [f for f in drafted.base.vocabulary_file.facts if f.id in used - new]
    file = VocabularyFile(kinds=drafted.base.vocabulary.kinds, facts=tuple(facts))
    write_text(folder / VOCABULARY, _HEADS["kinds"] + render_model(file))
    return folder / VOCABULARY


def drafted_rules(order: DraftOrder) -> tempfile.TemporaryDirectory[str]:
    """Write draft packs where the other commands can load them; the caller removes the folder."""
    folder = tempfile.TemporaryDirectory(prefix="directive-engine-")
    home = Path(folder.name)
    try:
        drafted = draft_file(order)
        write_text(home / VOCABULARY, render_model(drafted.base.vocabulary_file))
        write_packs(drafted, home, "zh")
    except (InputError, UsageError):
        folder.cleanup()
        raise
    return folder
