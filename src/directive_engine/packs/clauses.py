"""A pack's clauses → the text of its `clauses.yaml`, one clause a line."""

import json

from directive_engine.model import ClauseFile

_HEAD = (
    "# Where the clauses of the directive stand, by fingerprint; no text. Written by the command\n"
    "# `directive-engine coverage PACK --source FILE --write-clauses TABLE`.\n"
)


def render_clause_file(file: ClauseFile) -> str:
    """Return the YAML that `load_rules` reads back as `file`."""
    lines = [_HEAD, "directives:\n"]
    for directive in file.directives:
        lines += [
            f"  - id: {directive.id}\n",
            f"    length: {directive.length}\n",
            f'    fingerprint: "{directive.fingerprint}"\n',
            "    clauses:\n",
        ]
        lines += [
            f"      - {{anchor: {json.dumps(clause.anchor, ensure_ascii=False)}, "
            f"role: {clause.role.value}, position: {clause.position}, "
            f'length: {clause.length}, fingerprint: "{clause.fingerprint}"}}\n'
            for clause in directive.clauses
        ]
    return "".join(lines)
