"""Text → files, never half-written: to a temporary file first, then renamed."""

import os
import tempfile
from pathlib import Path

from directive_engine.diagnostics import Diagnostic, UsageError, Words


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8; raises UsageError where that is not possible (DE031)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:20]}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        words = Words(f"cannot write `{path}`: {reason}", f"无法写入 `{path}`：{reason}")
        hint = Words("choose another folder with -o", "请用 -o 指定其他文件夹")
        raise UsageError(Diagnostic(code="DE031", message=words, help=hint)) from error
