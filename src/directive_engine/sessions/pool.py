"""Sessions on one register under one set of rules: they share one process, and all lookups."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from directive_engine.diagnostics import Diagnostic, UsageError, Words, suggest
from directive_engine.engines.rete import (
    PATIENCE_SECONDS,
    Escalation,
    Reasoner,
    RuleProcess,
    build_network,
)
from directive_engine.findings import AuditRequest
from directive_engine.sessions.baseline import Baseline
from directive_engine.sessions.session import Session
from directive_engine.sessions.workings import Workings
from directive_engine.values import UnitId


class SessionPool:
    """Opens sessions; as a context manager it ends the process of the rules when left.

    Threads may share a pool, but each session belongs to one of them. Where durable_rules does not
    run (Python 3.13), the interpreter answers in its place.
    """

    def __init__(self, request: AuditRequest, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Lower the rules of `request`; the process starts with the first session."""
        network = build_network(request.program, request.program.rules)
        escalation = Escalation(network, request.register)
        process = RuleProcess((*network.definitions, *escalation.definitions), patience_seconds)
        reasoner = Reasoner(network, process)
        self._workings: Final = Workings(
            request=request,
            network=network,
            reasoner=reasoner,
            escalation=escalation,
            process=process,
            baseline=Baseline(request, reasoner),
        )

    @property
    def process(self) -> RuleProcess:
        """The process that the rules run in."""
        return self._workings.process

    def session(self, unit: str) -> Session:
        """Open a session for a unit (id or name); raises UsageError for an unknown one (DE004)."""
        register = self._workings.request.register
        found = register.unit_by_id.get(UnitId(unit)) or next(
            (u for u in register.units if u.name == unit), None
        )
        if found is None:
            known = [name for u in register.units for name in (u.id, u.name)]
            words = Words(f"no unit `{unit}`", f"没有单位 `{unit}`")
            raise UsageError(Diagnostic(code="DE004", message=words, help=suggest(unit, known)))
        return Session(self._workings, found)

    def close(self) -> None:
        """End the process of the rules; open sessions start it again when they need it."""
        self.process.close()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close the pool."""
        self.close()


@contextmanager
def open_session(request: AuditRequest, unit: str) -> Iterator[Session]:
    """Open one session that has its pool to itself."""
    with SessionPool(request) as pool:
        yield pool.session(unit)
