"""Starts Spark on this machine's cores. Loaded when asked for; the tests marked spark run it."""

import logging

from pyspark.sql import SparkSession


def local_session() -> SparkSession:
    """A session of two local cores, quiet and without its web pages.

    The bridge to Java tells of every connection that it closes, the last of them when Python ends
    and there is nothing left to write to.
    """
    logging.getLogger("py4j").setLevel(logging.WARNING)
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
