"""Dates, timestamps and durations as people and CEL write them."""

import re
from datetime import UTC, date, datetime, timedelta

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]00:00(?::00)?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DURATION = re.compile(r"-?(?:\d+(?:\.\d+)?(?:h|ms|us|ns|m|s))+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)")
_MICROSECONDS = {"h": 3.6e9, "m": 6e7, "s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}


def parse_date(text: str) -> date | None:
    """Read 2020-10-01, 2020/10/1, 2020年10月1日 or 20201001; None when it is no date."""
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def parse_timestamp(text: str) -> datetime | None:
    """Read an RFC 3339 timestamp with its offset, as CEL's `timestamp()` does."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None and "T" in text else None


def parse_duration(text: str) -> timedelta | None:
    """Read `1h30m`, `-2.5s`, as CEL's `duration()` does (to microseconds)."""
    if _DURATION.fullmatch(text) is None:
        return None
    parts = _DURATION_PART.findall(text)
    try:
        total = timedelta(microseconds=sum(float(n) * _MICROSECONDS[unit] for n, unit in parts))
    except OverflowError:
        return None
    return -total if text.startswith("-") else total


def format_duration(value: timedelta) -> str:
    """Write a duration so that `parse_duration` reads it back."""
    seconds, microseconds = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    sign = "-" if value < timedelta(0) else ""
    if microseconds:
        return f"{sign}{seconds}.{microseconds:06d}s"
    return f"{sign}{seconds // 3600}h" if seconds % 3600 == 0 else f"{sign}{seconds}s"
