"""DE422: an anchor does not have the form of one."""

import re
import unicodedata
from collections.abc import Iterator

from directive_engine.diagnostics import Page, Span, Words, prose
from directive_engine.linting.check import Check, Found, Subject
from directive_engine.model import Disposition, Rule

PAGE = Page(
    code="DE422",
    title=Words("a malformed anchor", "锚点格式不对"),
    reason=prose(
        """
        An anchor is the label of a section, a slash, and the ordinal of the clause in it
        (`八-五/3`); where a pack has several directives, the id of one and a colon stand before
        it (`city-meeting:五/2`). Slash, digits and colon are half-width.
        """,
        """
        锚点由章节标签、斜杠和条款序号组成（如 `八-五/3`）；规则包有多份指示时，前面加指示
        编号和冒号（如 `city-meeting:五/2`）。斜杠、数字和冒号均用半角。
        """,
    ),
    place="rule",
    bad="""\
clauses: [八-五／1]
""",
    good="""\
clauses: [八-五/1]
""",
)


_ANCHOR = re.compile(r"(?:[a-z][a-z0-9-]*:)?[^\s/:／：]+(?:/[0-9]+)+")


def is_anchor(text: str) -> bool:
    """Tell whether `text` has the form of an anchor."""
    return _ANCHOR.fullmatch(text) is not None


def find(subject: Subject) -> Iterator[Found]:
    """Find malformed anchors in rules and dispositions."""
    for anchor, span in _anchors(subject):
        if is_anchor(anchor):
            continue
        words = Words(f"`{anchor}` is not an anchor", f"`{anchor}` 不是条款锚点")
        plain = unicodedata.normalize("NFKC", anchor).replace(" ", "")
        usage = plain if is_anchor(plain) else "八-五/3"
        hint = Words(f"write it like `{usage}`", f"写法如 `{usage}`")
        yield Found(message=words, span=span, help=hint)


def _anchors(subject: Subject) -> Iterator[tuple[str, Span]]:
    for pack in subject.base.packs:
        owners: tuple[Rule | Disposition, ...] = (*pack.rules, *pack.manifest.dispositions)
        for owner in owners:
            for index, anchor in enumerate(owner.clauses):
                yield anchor, owner.where("clauses", index)


CHECK = Check(page=PAGE, find=find)
