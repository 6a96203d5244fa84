"""Checks of clauses: every anchor is known, and packs agree on what it is."""

from collections.abc import Iterator, Sequence

from directive_engine.diagnostics import Diagnostic, Severity, Span, Words, suggest
from directive_engine.model import Clause, Pack


def check_clauses(packs: Sequence[Pack]) -> Iterator[Diagnostic]:
    """Emit DE414, DE424, DE425 and DE436; see each check."""
    first: dict[str, Clause] = {}
    for pack in packs:
        yield from _check_present(pack)
        yield from _check_file(pack)
        yield from _check_anchors(pack)
        yield from _check_agreement(pack, first)


def _check_present(pack: Pack) -> Iterator[Diagnostic]:
    """DE436: a pack has no clause file, so no change of its directive would be noticed (warning)."""
    if pack.clauses is None:
        words = Words(
            f"the pack `{pack.id}` has no `clauses.yaml`",
            f"规则包 `{pack.id}` 没有 `clauses.yaml`",
        )
        command = f"directive-engine coverage {pack.id} --source FILE --write-clauses TABLE"
        yield Diagnostic(
            code="DE436",
            message=words,
            span=_start(pack.manifest.span),
            help=Words(command, command),
            severity=Severity.WARNING,
        )


def _check_file(pack: Pack) -> Iterator[Diagnostic]:
    """DE424: the clause file is about a directive that the pack does not have, or repeats one."""
    known = [directive.id for directive in pack.manifest.directives]
    seen: set[str] = set()
    for directive in pack.clauses.directives if pack.clauses else ():
        if directive.id not in known:
            words = Words(
                f"the pack has no directive `{directive.id}`", f"规则包没有指示 `{directive.id}`"
            )
            hint = suggest(directive.id, known)
            yield Diagnostic(code="DE424", message=words, span=_start(directive.span), help=hint)
        for name, span in (
            (directive.id, directive.span),
            *((f"{directive.id}:{c.anchor}", c.span) for c in directive.clauses),
        ):
            if name in seen:
                words = Words(f"`{name}` stands twice", f"`{name}` 重复")
                yield Diagnostic(code="DE424", message=words, span=_start(span))
            seen.add(name)


def _check_anchors(pack: Pack) -> Iterator[Diagnostic]:
    """DE414: a rule, disposition or requirement points at a clause that the clause file lacks."""
    if pack.clauses is None:
        return
    clauses = {f"{d.id}:{c.anchor}" for d in pack.clauses.directives for c in d.clauses}
    sections = {anchor.rpartition("/")[0] for anchor in clauses}
    pointers = [(a, rule.span) for rule in pack.rules for a in rule.clauses]
    pointers += [(a, d.span) for d in pack.manifest.dispositions for a in d.clauses]
    for anchor, span in pointers:
        if pack.qualified(anchor) not in clauses:
            yield _unknown(anchor, span, [pack.shown(known) for known in clauses])
    for requirement in pack.manifest.requirements:
        anchor = pack.qualified(requirement.anchor)
        if not any(s == anchor or s.startswith(f"{anchor}/") for s in sections):
            names = [pack.shown(known) for known in sections]
            yield _unknown(requirement.anchor, requirement.span, names)


def _unknown(anchor: str, span: Span, known: Sequence[str]) -> Diagnostic:
    words = Words(
        f"`clauses.yaml` has no clause `{anchor}`", f"`clauses.yaml` 中没有条款 `{anchor}`"
    )
    return Diagnostic(code="DE414", message=words, span=_start(span), help=suggest(anchor, known))


def _check_agreement(pack: Pack, first: dict[str, Clause]) -> Iterator[Diagnostic]:
    """DE425: two packs know one clause by different fingerprints: one of them is out of date."""
    for directive in pack.clauses.directives if pack.clauses else ():
        for clause in directive.clauses:
            known = first.setdefault(f"{directive.id}:{clause.anchor}", clause)
            if (known.fingerprint, known.role) != (clause.fingerprint, clause.role):
                words = Words(
                    f"clause `{clause.anchor}` of `{directive.id}` is another at {known.span}",
                    f"`{directive.id}` 的条款 `{clause.anchor}` 与 {known.span} 处不同",
                )
                hint = Words(
                    "write both clause files from the same text",
                    "请用同一文本重新生成两处条款文件",
                )
                yield Diagnostic(code="DE425", message=words, span=_start(clause.span), help=hint)


def _start(span: Span) -> Span:
    """Point at the beginning of a mapping, not at all its lines."""
    return Span(file=span.file, line=span.line, column=span.column)
