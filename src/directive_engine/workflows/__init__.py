"""One function per command: the only place where finished parts are joined."""
