"""Characters that look alike → the one form that the rest of the program reads.

The text becomes NFC; full-width letters, digits and `％` become half-width; the radicals that some
PDF files hold in place of characters become characters; invisible characters go.
"""

import re
import unicodedata
from typing import Final, Literal

from directive_engine.texts.edits import Edit, RepairKind

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)
_OTHER_FORMS: Final = re.compile(
    "[\u2e80-\u2fdf\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61]+"
)
_UNUSUAL: Final = re.compile(
    "[\\s\\S]?[^\x00-\u02ff\u2010-\u206f\u3000-\u3098\u3105-\uabff\uff00-\uffef]+"
)


def unify_characters(text: str) -> list[Edit]:
    """Find what is not in the usual form."""
    edits = [Edit(*found.span(), "", None) for found in _INVISIBLE.finditer(text)]
    for found in _OTHER_FORMS.finditer(text):
        edits += _unified(found, "NFKC")
    if not unicodedata.is_normalized("NFC", text):
        taken = {place for edit in edits for place in range(edit.start, edit.end)}
        for found in _UNUSUAL.finditer(text):
            edits += [
                edit
                for edit in _unified(found, "NFC")
                if taken.isdisjoint(range(edit.start, edit.end))
            ]
    return sorted(edits)


def _unified(found: re.Match[str], form: Literal["NFC", "NFKC"]) -> list[Edit]:
    """Return the characters of a stretch in another form, one by one where that is exact."""
    whole = unicodedata.normalize(form, found.group())
    if whole == found.group():
        return []
    clusters = _clusters(found.group())
    parts = [unicodedata.normalize(form, cluster) for cluster in clusters]
    if "".join(parts) != whole:
        clusters, parts = [found.group()], [whole]
    edits = []
    start = found.start()
    for cluster, part in zip(clusters, parts, strict=True):
        if part != cluster:
            edits.append(Edit(start, start + len(cluster), part, RepairKind.CHARACTER_FORM))
        start += len(cluster)
    return edits


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters
