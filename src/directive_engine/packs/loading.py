"""Folders of YAML → packs and vocabulary, with everything that is wrong with their form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from directive_engine.diagnostics import Diagnostic, InputError, Severity, Span, UsageError, Words
from directive_engine.model import (
    ClauseFile,
    Condition,
    Pack,
    PackManifest,
    Rule,
    RuleFile,
    Vocabulary,
    VocabularyFile,
    complete_vocabulary,
    conditions_in,
)
from directive_engine.packs.mappings import read_mapping
from directive_engine.packs.models import build_model
from directive_engine.sources import SourceMapping

VOCABULARY: Final = "vocabulary.yaml"
MANIFEST: Final = "pack.yaml"
CLAUSES: Final = "clauses.yaml"
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_Model = TypeVar("_Model")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBase:
    """All packs of one or more rule folders, with the vocabulary that they share.

    Packs whose folder is in `broken` lack what could not be read; `loose` holds the conditions of
    rules that are no rules for other reasons, so that these are checked too. Without a readable
    vocabulary nothing can be said of any condition.
    """

    vocabulary: Vocabulary
    vocabulary_file: VocabularyFile
    has_vocabulary: bool
    packs: tuple[Pack, ...]
    files: tuple[Path, ...]
    broken: frozenset[Path]
    loose: Mapping[str, tuple[Condition, ...]]


def load_rules(paths: Sequence[Path]) -> tuple[RuleBase, tuple[Diagnostic, ...]]:
    """Load packs from rules folders or single packs' folders, and the vocabulary above them.

    Rules with problems are left out, and each problem is a diagnostic. Raises UsageError where a
    path does not exist or there is no pack at all (DE001).
    """
    folders = _pack_folders(paths)
    if not folders:
        where = ", ".join(str(path) for path in paths)
        words = Words(f"no rule pack under `{where}`", f"`{where}` 下没有规则包")
        hint = Words(
            f"a pack is a folder with a `{MANIFEST}`", f"规则包是含有 `{MANIFEST}` 的文件夹"
        )
        raise UsageError(Diagnostic(code="DE001", message=words, help=hint))
    loader = _Loader()
    vocabulary = loader.vocabulary(folders)
    has_vocabulary = not loader.problems
    packs = [pack for folder in folders if (pack := loader.pack(folder)) is not None]
    base = RuleBase(
        vocabulary=complete_vocabulary(vocabulary, packs),
        vocabulary_file=vocabulary,
        has_vocabulary=has_vocabulary,
        packs=tuple(packs),
        files=tuple(loader.files),
        broken=frozenset(loader.broken),
        loose={pack: tuple(conditions) for pack, conditions in loader.loose.items()},
    )
    return base, tuple(loader.problems)


def _pack_folders(paths: Sequence[Path]) -> list[Path]:
    folders: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            words = Words(f"`{path}` does not exist", f"`{path}` 不存在")
            raise UsageError(Diagnostic(code="DE001", message=words))
        folder = path if path.is_dir() else path.parent
        if (folder / MANIFEST).is_file():
            folders[folder] = None
        elif path.is_dir() or path.name == VOCABULARY:
            found = sorted(p.parent for p in folder.glob(f"*/{MANIFEST}"))
            folders.update(dict.fromkeys(found))
    return list(folders)


@dataclass(slots=True, kw_only=True)
class _Loader:
    problems: list[Diagnostic] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)
    loose: dict[str, list[Condition]] = field(default_factory=dict)

    def vocabulary(self, folders: Sequence[Path]) -> VocabularyFile:
        places = dict.fromkeys(
            candidate
            for folder in folders
            for candidate in (folder.parent / VOCABULARY, folder / VOCABULARY)
            if candidate.is_file()
        )
        if not places:
            where = folders[0].parent / VOCABULARY
            words = Words(f"no vocabulary: expected `{where}`", f"缺少事实词表：应有 `{where}`")
            self.report("DE106", words, Span(file=str(where)))
        loaded = [self.model(place, VocabularyFile) for place in places]
        return _joined(file for file in loaded if file is not None)

    def pack(self, folder: Path) -> Pack | None:
        manifest = self.model(folder / MANIFEST, PackManifest)
        names = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES
            and path.name not in {MANIFEST, VOCABULARY, CLAUSES}
        )
        rule_files = [file for name in names if (file := self.rule_file(name)) is not None]
        if not names:
            words = Words(f"pack `{folder.name}` has no rules", f"规则包 `{folder.name}` 没有规则")
            hint = Words(
                f"write them to a file such as `{folder / '01-first.yaml'}`",
                f"请写入规则文件，如 `{folder / '01-first.yaml'}`",
            )
            self.report("DE107", words, Span(file=str(folder / MANIFEST)), hint)
        has_clauses = (folder / CLAUSES).is_file()
        clauses = self.model(folder / CLAUSES, ClauseFile) if has_clauses else None
        if manifest is None:
            return None
        if manifest.id != folder.name:
            words = Words(
                f"the pack's id is `{manifest.id}` but its folder is `{folder.name}`",
                f"规则包编号为 `{manifest.id}`，文件夹却名为 `{folder.name}`",
            )
            self.report("DE108", words, manifest.where("id"), severity=Severity.WARNING)
        return Pack(manifest=manifest, files=tuple(rule_files), folder=folder, clauses=clauses)

    def rule_file(self, path: Path) -> RuleFile | None:
        """Read a rule file; where some rules are wrong, the others are still checked."""
        data = self.data(path)
        if data is None:
            self.broken.add(path.parent)
            return None
        built, problems = build_model(RuleFile, data, str(path))
        self.problems.extend(problems)
        if built is not None:
            return built
        self.broken.add(path.parent)
        raw = data.get("rules")
        sound = []
        for item in raw if isinstance(raw, list) else ():
            rule, _ = build_model(Rule, item, str(path))
            if rule is not None:
                sound.append(rule)
            else:
                self.loose.setdefault(path.parent.name, []).extend(conditions_in(item))
        head = {"requirement": data.get("requirement"), "span": data.span}
        return build_model(RuleFile, {**head, "rules": sound}, str(path))[0]

    def model(self, path: Path, model: type[_Model]) -> _Model | None:
        data = self.data(path)
        if data is None:
            return None
        built, problems = build_model(model, data, str(path))
        self.problems.extend(problems)
        return built

    def data(self, path: Path) -> SourceMapping | None:
        self.files.append(path)
        try:
            return read_mapping(path)
        except InputError as error:
            self.problems.extend(error.diagnostics)
            return None

    def report(
        self,
        code: str,
        words: Words,
        span: Span,
        hint: Words | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.problems.append(
            Diagnostic(code=code, message=words, span=span, help=hint, severity=severity)
        )


def _joined(files: Iterable[VocabularyFile]) -> VocabularyFile:
    every = tuple(files)
    if len(every) == 1:
        return every[0]
    kinds = tuple(kind for file in every for kind in file.kinds)
    facts = tuple(fact for file in every for fact in file.facts)
    parameters = tuple(parameter for file in every for parameter in file.parameters)
    return VocabularyFile(kinds=kinds, facts=facts, parameters=parameters)
