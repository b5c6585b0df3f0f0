"""Starts Spark on this machine's cores. Loaded when asked for; the tests marked spark run it."""

from pyspark.sql import SparkSession


def local_session() -> SparkSession:
    """A session of two local cores, quiet and without its web pages."""
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
