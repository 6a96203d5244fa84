"""The live inspection: facts come, change and go one at a time, changed findings come back.

`SessionPool` takes what an audit takes; its sessions share the rules, the register and one process
of durable_rules. A `Session` is about one unit, and also tells what its facts change for others.
"""

from directive_engine.sessions.pool import SessionPool, open_session
from directive_engine.sessions.session import FindingChange, Session

__all__ = ["FindingChange", "Session", "SessionPool", "open_session"]
