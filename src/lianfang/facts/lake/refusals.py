"""What the lake refuses, each with a sentence and a next step."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NoLake(Refusal):
    code = "no-lake"
    says = Words("“{folder}”不是事实库。", "“{folder}” is not a lake of facts.")
    remedy = Words(
        "可以用存放各表的文件夹建一个：lianfang lake load 文件夹 --lake {folder}。",
        "Make one from a folder of tables: lianfang lake load FOLDER --lake {folder}.",
    )


class LakeDamaged(Refusal):
    code = "lake-damaged"
    says = Words("事实库的表 {table} 读不出来：{why}。", "The table {table} of the lake cannot be read: {why}.")
    remedy = Words(
        "什么都没有改变。请用事实库的副本放回这个文件，再运行一次；怎样找出缺了什么，见 docs/runbooks/lake.md。",
        "Nothing was changed. Put the file back from a copy of the lake, then run this again; "
        "docs/runbooks/lake.md says how to find what is missing.",
    )
    status = 503


class LakeNotWritten(Refusal):
    code = "lake-not-written"
    says = Words("事实库没有写成（{table}：{why}）。", "The lake could not be written ({table}: {why}).")
    remedy = Words(
        "请腾出磁盘空间或开放写入权限，再运行一次：已收到的都还在，没有丢。",
        "Free disk space or allow writing there, then run this again: what was received is kept and not lost.",
    )
    status = 503


class LakeBusy(Refusal):
    code = "lake-busy"
    says = Words("另一个进程正在写事实库 {folder}：{who}。", "Another process writes to the lake {folder}: {who}.")
    remedy = Words(
        "同一时间只有一个能写。请先停掉它；或者把文件放进收件文件夹，由它写入。",
        "One writes at a time. Stop it first, or hand rows to it: put files into its inbox.",
    )
    status = 503


class NoSuchBatch(Refusal):
    code = "no-such-batch"
    says = Words("事实库里没有批次“{batch}”。", "The lake has no batch “{batch}”.")
    remedy = Words(
        "“lianfang lake status”会列出最近收到的批次。", "lianfang lake status lists the batches received last."
    )
    status = 404


class DeliveryUnreadable(Refusal):
    code = "delivery-unreadable"
    says = Words("这批记录里有不能存储的字符。", "The rows hold characters that cannot be kept.")
    remedy = Words(
        "请以 UTF-8 文本重新发送；什么都没有接收。", "Send them again as text in UTF-8; nothing was received."
    )
