"""What can stand in the way of a run on Spark, and what to do about it."""

from lianfang.kernel.refusals import Refusal


class SparkNotInstalled(Refusal):
    code = "spark-not-installed"
    says = "The Spark engine is not installed here."
    remedy = "Install it with: pip install 'lianfang[spark]'. The engine duckdb needs no more and answers the same."


class ClassicSparkNotInstalled(Refusal):
    code = "classic-spark-not-installed"
    says = "“{master}” asks for classic Spark, which is not installed here."
    remedy = (
        "Install it in an environment without pyspark-client: pip install lianfang 'pyspark>=4.0,<4.2', and Java 17 "
        "or newer. Or name a Spark Connect server, such as sc://host:15002."
    )


class NotASparkMaster(Refusal):
    code = "not-a-spark-master"
    says = "“{master}” is not the address of a Spark."
    remedy = "Write sc://host:15002, local[*], spark://host:7077, yarn or k8s://…; leave it out for the embedded one."


class SparkUnreachable(Refusal):
    code = "spark-unreachable"
    says = "Spark at “{master}” does not answer ({why})."
    remedy = "Check the address and that it is running, or leave the master out for the embedded one."
    status = 503


class SparkCannotRead(Refusal):
    code = "spark-cannot-read"
    says = "Spark cannot read the tables written for it in {work} ({why})."
    remedy = "Name a work folder that Spark and this machine reach under the same path, or use the engine duckdb."
    status = 503
