"""One small run on Apache Spark, as a program: says "no difference", or what differs.

usage: python -m tests.measures.spark_job SEED
"""

import sys

from pyspark.sql import SparkSession

from roundtable.measures.lists.engines import Spark
from tests.measures.lists_compared import differences


def main(seed: int) -> None:
    # Made for tiny work on this machine alone: no pages of its own, nothing on the network.
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    with Spark(session) as engine:
        wrong = differences(engine, seed)
    session.stop()
    for figure, found in wrong.items():
        print(figure, *found)
    print("no difference" if not wrong else f"{len(wrong)} figures differ")


main(int(sys.argv[1]))
