"""DE412: a rule file names a requirement that the manifest does not have."""

from collections.abc import Iterator

from directive_engine.diagnostics import Page, Words, prose, suggest
from directive_engine.linting.check import Check, Found, Subject

PAGE = Page(
    code="DE412",
    title=Words("unknown requirement", "方面要求不存在"),
    reason=prose(
        """
        Every rule file belongs to one numbered item of the directive: its `requirement` is the
        id of one of the `requirements` in `pack.yaml`, which reports group by.
        """,
        """
        每个规则文件对应指示的一个方面要求：`requirement` 须为
         `pack.yaml` 中 `requirements` 的编号，报告据此分组。
        """,
    ),
    place="file",
    bad="""\
requirement: suplies
""",
    good="""\
requirement: supplies
""",
)


def find(subject: Subject) -> Iterator[Found]:
    """Find rule files whose requirement is not in their pack's manifest."""
    for pack in subject.base.packs:
        known = [requirement.id for requirement in pack.manifest.requirements]
        for file in pack.files:
            name = file.requirement
            if name in known:
                continue
            words = Words(f"unknown requirement `{name}`", f"没有方面要求 `{name}`")
            choices = Words(f"use one of: {', '.join(known)}", f"可用：{'、'.join(known)}")
            hint = suggest(name, known) or choices
            yield Found(message=words, span=file.where("requirement"), help=hint)


CHECK = Check(page=PAGE, find=find)
