"""A bulk run on Spark: the columnar kernel inside `mapInArrow`, a task for each slice of the file.

The driver reads the register alone and hands it to all; the executors read facts, write statuses
and gaps, and give back counts, which Spark adds up.
"""

from directive_engine.engines.spark.auditing import run_on_spark

__all__ = ["run_on_spark"]
