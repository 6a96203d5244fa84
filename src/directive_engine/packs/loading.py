"""Folders of YAML → packs and vocabulary, with everything that is wrong with their form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from directive_engine.diagnostics import Diagnostic, InputError, Severity, Span, UsageError, Words
from directive_engine.model import (
    ClauseFile,
    Pack,
    PackManifest,
    RuleFile,
    Vocabulary,
    VocabularyFile,
    complete_vocabulary,
)
from directive_engine.packs.models import build_model
from directive_engine.sources import load_yaml, read_text

MAX_PACK_BYTES: Final = 4 * 1024 * 1024
MAX_PACK_NODES: Final = 200_000
VOCABULARY: Final = "vocabulary.yaml"
MANIFEST: Final = "pack.yaml"
CLAUSES: Final = "clauses.yaml"
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_Model = TypeVar("_Model")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBase:
    """All packs of one or more rule folders, with the vocabulary that they share."""

    vocabulary: Vocabulary
    vocabulary_file: VocabularyFile
    packs: tuple[Pack, ...]
    files: tuple[Path, ...]


def load_rules(paths: Sequence[Path]) -> tuple[RuleBase, tuple[Diagnostic, ...]]:
    """Load packs from folders (a rules folder, or one pack's folder) and the vocabulary above them.

    Files with problems are left out, and each problem is a diagnostic. Raises UsageError where a path
    does not exist or there is no pack at all (DE001).
    """
    problems: list[Diagnostic] = []
    folders = _pack_folders(paths)
    if not folders:
        where = ", ".join(str(path) for path in paths)
        words = Words(f"no rule pack under `{where}`", f"`{where}` 下没有规则包")
        hint = Words(
            f"a pack is a folder with a `{MANIFEST}`", f"规则包是含有 `{MANIFEST}` 的文件夹"
        )
        raise UsageError(Diagnostic(code="DE001", message=words, help=hint))
    files: list[Path] = []
    vocabulary = _load_vocabulary(folders, files, problems)
    packs = [pack for folder in folders if (pack := _load_pack(folder, files, problems))]
    base = RuleBase(
        vocabulary=complete_vocabulary(vocabulary, packs),
        vocabulary_file=vocabulary,
        packs=tuple(packs),
        files=tuple(files),
    )
    return base, tuple(problems)


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


def _load_vocabulary(
    folders: Sequence[Path], files: list[Path], problems: list[Diagnostic]
) -> VocabularyFile:
    places = dict.fromkeys(
        candidate
        for folder in folders
        for candidate in (folder.parent / VOCABULARY, folder / VOCABULARY)
        if candidate.is_file()
    )
    loaded = [_load(place, VocabularyFile, problems) for place in places]
    files.extend(places)
    known = [file for file in loaded if file is not None]
    if not places:
        where = folders[0].parent / VOCABULARY
        words = Words(f"no vocabulary: expected `{where}`", f"缺少事实词表：应有 `{where}`")
        problems.append(Diagnostic(code="DE106", message=words, span=Span(file=str(where))))
    return _joined(known)


def _joined(files: Iterable[VocabularyFile]) -> VocabularyFile:
    every = tuple(files)
    if len(every) == 1:
        return every[0]
    kinds = tuple(kind for file in every for kind in file.kinds)
    facts = tuple(fact for file in every for fact in file.facts)
    parameters = tuple(parameter for file in every for parameter in file.parameters)
    return VocabularyFile(kinds=kinds, facts=facts, parameters=parameters)


def _load_pack(folder: Path, files: list[Path], problems: list[Diagnostic]) -> Pack | None:
    manifest = _load(folder / MANIFEST, PackManifest, problems)
    files.append(folder / MANIFEST)
    names = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _SUFFIXES and path.name not in {MANIFEST, VOCABULARY, CLAUSES}
    )
    files.extend(names)
    rule_files = [file for name in names if (file := _load(name, RuleFile, problems)) is not None]
    clauses = None
    if (folder / CLAUSES).is_file():
        clauses = _load(folder / CLAUSES, ClauseFile, problems)
        files.append(folder / CLAUSES)
    if not names:
        words = Words(f"pack `{folder.name}` has no rules", f"规则包 `{folder.name}` 没有规则")
        span = Span(file=str(folder / MANIFEST))
        problems.append(Diagnostic(code="DE107", message=words, span=span))
    if manifest is None:
        return None
    if manifest.id != folder.name:
        words = Words(
            f"the pack's id is `{manifest.id}` but its folder is `{folder.name}`",
            f"规则包编号为 `{manifest.id}`，文件夹却名为 `{folder.name}`",
        )
        span = Span(file=str(folder / MANIFEST), line=manifest.span.line)
        problems.append(
            Diagnostic(code="DE108", message=words, span=span, severity=Severity.WARNING)
        )
    return Pack(manifest=manifest, files=tuple(rule_files), folder=folder, clauses=clauses)


def _load(path: Path, model: type[_Model], problems: list[Diagnostic]) -> _Model | None:
    try:
        text = read_text(path, max_bytes=MAX_PACK_BYTES)
        data = load_yaml(text, str(path), max_nodes=MAX_PACK_NODES)
    except InputError as error:
        problems.extend(error.diagnostics)
        return None
    if not isinstance(data, dict):
        found = Words("nothing", "空") if data is None else Words("something else", "其他内容")
        words = Words(f"expected a mapping, found {found.en}", f"文件内容应为映射，实为{found.zh}")
        problems.append(Diagnostic(code="DE109", message=words, span=Span(file=str(path))))
        return None
    built, errors = build_model(model, data, str(path))
    problems.extend(errors)
    return built
