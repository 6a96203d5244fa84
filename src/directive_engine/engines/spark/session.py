"""A Spark session that keeps quiet: started here, or joined where `spark-submit` started it."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from directive_engine.diagnostics import Diagnostic, UsageError, Words

_SETTINGS: Final = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",  # two bits a unit and condition, not rows
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # Spark runs a task a core
}
_LOCAL_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "4",
}
_IS_LOCAL: Final = re.compile(r"^local(?:\[|$)")
_RAISED: Final = re.compile(
    r"^(?:: )?(?:[\w.$]*\.)?\w+(?:Error|Exception|Exit): (.+)$", re.MULTILINE
)
_LOGGED: Final = re.compile(r"^\S+ \S+ ERROR \w+: (.+)$", re.MULTILINE)


@contextmanager
def spark_session(master: str | None) -> Iterator[SparkSession]:
    """Yield the running session, or one that ends with the block; raises UsageError (DE007)."""
    running = SparkSession.getActiveSession()
    session = running or _start(master)
    try:
        yield session
    except (PySparkException, Py4JError) as error:
        raise _failure("the Spark job failed", "Spark 作业失败", str(error)) from error
    finally:
        if running is None:
            session.stop()


def _start(master: str | None) -> SparkSession:
    if not _has_java():
        words = Words(
            "the engine `spark` needs Java 17 or later, and there is none",
            "引擎 `spark` 需要 Java 17 或更高版本，未找到 Java",
        )
        hint = Words("install Java, or set JAVA_HOME", "请安装 Java，或设置 JAVA_HOME")
        raise UsageError(Diagnostic(code="DE007", message=words, help=hint))
    settings = dict(_SETTINGS)
    if master is not None and _IS_LOCAL.match(master):
        settings |= _LOCAL_SETTINGS
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("directive-engine")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with tempfile.TemporaryFile() as log:  # Java logs to its standard error, nobody reads it there
        try:
            with _standard_error_into(log.fileno()):
                return (builder if master is None else builder.master(master)).getOrCreate()
        except (PySparkException, Py4JError) as error:
            log.seek(0)
            said = f"{error}\n{log.read().decode(errors='replace')}"
            raise _failure("Spark cannot start", "Spark 无法启动", said) from error


def _has_java() -> bool:
    if "PYSPARK_GATEWAY_PORT" in os.environ:  # started by spark-submit
        return True
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    return found is not None


@contextmanager
def _standard_error_into(descriptor: int) -> Iterator[None]:
    """Let what is started meanwhile inherit another standard error."""
    kept = os.dup(2)
    try:
        sys.stderr.flush()
        os.dup2(descriptor, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _failure(what_en: str, what_zh: str, said: str) -> UsageError:
    """Say in one sentence why: the last error that is named in what may be pages of traces."""
    reasons = _LOGGED.findall(said) or _RAISED.findall(said) or said.strip().splitlines()[:1]
    reason = reasons[-1]
    message = Words(f"{what_en}: {reason}", f"{what_zh}：{reason}")
    return UsageError(Diagnostic(code="DE007", message=message))
