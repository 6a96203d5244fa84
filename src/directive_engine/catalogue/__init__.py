"""Every code with its page: the linter's own, and those in `pages/` for all other stages."""

from directive_engine.catalogue.loading import page_of, read_pages

__all__ = ["page_of", "read_pages"]
