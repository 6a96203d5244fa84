"""Questions to durable_rules, asked of a process that is started anew when it dies or hangs."""

import contextlib
import json
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import compress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final, NamedTuple, TypeAlias

_CHILD: Final = Path(__file__).with_name("child.py")
PATIENCE_SECONDS: Final = 10.0
"""After so long without an answer the process counts as hanging; answers take milliseconds."""


class Question(NamedTuple):
    """Facts, as JSON, for one ruleset."""

    ruleset: int
    facts: tuple[str, ...]


class Firing(NamedTuple):
    """A rule that fired, and the ids of the facts that it joins (none where one was given)."""

    rule: str
    facts: tuple[str, ...]


Answer: TypeAlias = tuple[Firing, ...] | None
"""What fired; None where the library cannot tell, so that the interpreter must."""


class RuleProcess:
    """A process of durable_rules for one set of rulesets; threads may share it.

    A process that dies or hangs is replaced and asked again. A ruleset on which the next one dies,
    too, is given up: `given_up` has its number. Where durable_rules is not installed, all are.
    """

    def __init__(
        self, definitions: Sequence[str], patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Keep `definitions`, the JSON of the rulesets; the process starts when first asked."""
        self._definitions: Final = json.dumps(definitions)
        self._patience: Final = patience_seconds
        self._lock: Final = Lock()
        self._running: _Running | None = None
        self._stop: weakref.finalize[[], RuleProcess] | None = None
        is_installed = find_spec("durable_rules_engine") is not None
        self.given_up: Final = set[int]() if is_installed else set(range(len(definitions)))
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        return None if self._running is None else self._running.popen.pid

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Return what fires for each of `questions`."""
        with self._lock:
            is_sound = [q.ruleset not in self.given_up for q in questions]
            sound = list(compress(questions, is_sound))
            answers = iter(self._answers(sound) or [self._answer(q) for q in sound])
            return [next(answers) if ask else None for ask in is_sound]

    def close(self) -> None:
        """End the process; it starts again when asked again."""
        with self._lock:
            self._end()

    def _answer(self, question: Question) -> Answer:
        """Ask alone what failed in company."""
        answers = self._answers([question])
        if answers is None:
            self.given_up.add(question.ruleset)
            return None
        return answers[0]

    def _answers(self, questions: Sequence[Question]) -> list[Answer] | None:
        if not questions:
            return []
        lines = [json.dumps(questions)]
        try:
            if self._running is None:
                self._running = self._started()
                lines.insert(0, self._definitions)
            line = self._running.exchange(lines, self._patience)
            return [
                tuple(Firing(rule, tuple(facts)) for rule, facts in fired)
                for fired in json.loads(line)
            ]
        except (OSError, ValueError):  # no process, a broken pipe, or half a line
            self._end()
            return None
        except BaseException:  # interrupted: a late answer would be taken for the next one
            self._end()
            raise

    def _started(self) -> "_Running":
        self.starts += 1
        running = _Running(self._patience)
        self._stop = weakref.finalize(self, running.stop)
        return running

    def _end(self) -> None:
        if self._stop is not None:
            self._stop()
        self._running = None


class _Running:
    """A started process, and the thread that kills it when it exceeds its time."""

    def __init__(self, patience_seconds: float) -> None:
        self.popen: Final = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._deadline: float | None = None
        self._stopped: Final = Event()
        watch = Thread(target=self._watch, args=(patience_seconds / 4,), daemon=True)
        watch.start()

    def exchange(self, lines: Sequence[str], patience_seconds: float) -> str:
        """Send lines and return the one that answers them, empty when the process is gone."""
        assert self.popen.stdin is not None  # noqa: S101 - pipes
        assert self.popen.stdout is not None  # noqa: S101
        self._deadline = time.monotonic() + patience_seconds
        self.popen.stdin.writelines(f"{line}\n" for line in lines)
        self.popen.stdin.flush()
        answer = self.popen.stdout.readline()
        self._deadline = None
        return answer

    def stop(self) -> None:
        self._stopped.set()
        self.popen.kill()
        self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not flushed goes nowhere
                    pipe.close()

    def _watch(self, every_seconds: float) -> None:
        while not self._stopped.wait(every_seconds):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self.popen.kill()
                return
