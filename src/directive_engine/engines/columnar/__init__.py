"""The IR on columns: each condition once for all units of a batch, in Polars and packed bits.

Polars compares, searches and takes apart; NumPy holds the truths, two bits each. Dates, enums and
durations are plain numbers, so that no difference between platforms can enter.
"""

from directive_engine.engines.columnar.engine import ColumnarEngine

__all__ = ["ColumnarEngine"]
