"""What can stand in the way of a run on Spark, and what to do about it."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class SparkNotInstalled(Refusal):
    code = "spark-not-installed"
    says = Words("这里没有安装 Spark 引擎。", "The Spark engine is not installed here.")
    remedy = Words(
        "安装：pip install 'lianfang[spark]'。引擎 duckdb 不需要另外安装，答案相同。",
        "Install it with: pip install 'lianfang[spark]'. The engine duckdb needs no more and answers the same.",
    )


class ClassicSparkNotInstalled(Refusal):
    code = "classic-spark-not-installed"
    says = Words(
        "“{master}”需要经典版 Spark，这里没有安装。", "“{master}” asks for classic Spark, which is not installed here."
    )
    remedy = Words(
        "请在没有 pyspark-client 的环境里安装：pip install lianfang 'pyspark>=4.0,<4.2'，以及 Java 17 或"
        "更新版本。也可以给出 Spark Connect 服务器的地址，如 sc://host:15002。",
        "Install it in an environment without pyspark-client: pip install lianfang 'pyspark>=4.0,<4.2', and Java 17 "
        "or newer. Or name a Spark Connect server, such as sc://host:15002.",
    )


class NotASparkMaster(Refusal):
    code = "not-a-spark-master"
    says = Words("“{master}”不是 Spark 的地址。", "“{master}” is not the address of a Spark.")
    remedy = Words(
        "写作 sc://host:15002、local[*]、spark://host:7077、yarn 或 k8s://…；不写就用内嵌的 Spark。",
        "Write sc://host:15002, local[*], spark://host:7077, yarn or k8s://…; leave it out for the embedded one.",
    )


class SparkUnreachable(Refusal):
    code = "spark-unreachable"
    says = Words("“{master}”处的 Spark 没有应答（{why}）。", "Spark at “{master}” does not answer ({why}).")
    remedy = Words(
        "请核对地址、确认它在运行；不写地址就用内嵌的 Spark。",
        "Check the address and that it is running, or leave the master out for the embedded one.",
    )
    status = 503


class SparkCannotRead(Refusal):
    code = "spark-cannot-read"
    says = Words(
        "Spark 读不到为它写在 {work} 的表（{why}）。", "Spark cannot read the tables written for it in {work} ({why})."
    )
    remedy = Words(
        "请指定一个 Spark 与本机用同一路径都能到达的工作文件夹，或改用引擎 duckdb。",
        "Name a work folder that Spark and this machine reach under the same path, or use the engine duckdb.",
    )
    status = 503


class WorkFolderNotWritable(Refusal):
    code = "work-folder-not-writable"
    says = Words("工作文件夹 {work} 不能用：{why}。", "The work folder {work} cannot be used: {why}.")
    remedy = Words(
        "请指定一个已有、可写、本机和集群各机器用同一路径都能到达的文件夹（--work）。",
        "Name a folder that is there, that you may write to, and that this machine and the cluster's reach under the "
        "same path (--work).",
    )
