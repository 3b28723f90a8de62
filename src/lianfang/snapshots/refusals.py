"""What snapshots refuse, each with a sentence and a next step."""

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class NoSnapshot(Refusal):
    code = "no-snapshot"
    says = Words("{folder} 里没有快照。", "There is no snapshot in {folder}.")
    remedy = Words(
        "先发布一份：lianfang snapshot build --decisions 文件.parquet --into 文件夹。",
        "Publish one: lianfang snapshot build --decisions FILE.parquet --into FOLDER.",
    )
    status = 503


class SnapshotUnreadable(Refusal):
    code = "snapshot-unreadable"
    says = Words("{folder} 里的快照读不出来：{why}。", "The snapshot in {folder} cannot be read: {why}.")
    remedy = Words(
        "请用判定结果重新发布，或者应用另一台机器送来的完整快照。",
        "Publish it again from the decisions, or apply a whole file shipped from another machine.",
    )
    status = 503


class SnapshotNotWritten(Refusal):
    code = "snapshot-not-written"
    says = Words(
        "{folder} 里的快照没有写成：{why}。现用的快照没有动。",
        "The snapshot in {folder} could not be written: {why}. The one in force was not touched.",
    )
    remedy = Words(
        "请腾出磁盘空间，或换一个可以写入的文件夹，再发布一次。",
        "Free disk space or name a folder you may write to, then publish again.",
    )
    status = 500


class SnapshotBusy(Refusal):
    code = "snapshot-busy"
    says = Words("另一个进程正在向 {folder} 发布。", "Another process is publishing to {folder}.")
    remedy = Words("请等它结束；同一时间只有一个能发布。", "Wait until it is done; only one publishes at a time.")
    status = 409


class SnapshotOutOfOrder(Refusal):
    code = "snapshot-out-of-order"
    says = Words(
        "快照的序号是 {here}，给出的是 {given}，接不上。",
        "The snapshot stands at {here} and what was given has the sequence {given}, so it does not follow.",
    )
    remedy = Words(
        "请给出紧接着的变更，或者发布一份序号更大的完整快照。",
        "Give the changes that come next, or publish a whole snapshot with a higher sequence.",
    )
    status = 409


class NotDecisions(Refusal):
    code = "not-decisions"
    says = Words("这不是可以发布的判定结果：{why}。", "These are not decisions that can be published: {why}.")
    remedy = Words(
        "请给出“lianfang evaluate --out”写出的文件：列名相同，每人一行，按 person_id 排序。",
        "Give what “lianfang evaluate --out” writes: its columns, one row for each person, sorted by person_id.",
    )


class NotAShipment(Refusal):
    code = "not-a-shipment"
    says = Words(
        "{file} 不是完整无损送达的快照：{why}。", "{file} is not a snapshot shipped whole and unharmed: {why}."
    )
    remedy = Words("请重新传送；这个文件的内容一点也没有采用。", "Ship it again; nothing of this file was taken.")


class ChangesNotKept(Refusal):
    code = "changes-not-kept"
    says = Words(
        "{after} 之后的变更已不再保存；现存最早的接在 {oldest} 之后。",
        "The changes after {after} are no longer kept; the oldest kept follow {oldest}.",
    )
    remedy = Words("请改送完整的快照。", "Ship the whole snapshot instead.")
    status = 409


class ChangesOfAnotherWhole(Refusal):
    code = "changes-of-another-whole"
    says = Words(
        "这些变更属于完整快照 {theirs}；这里的是 {ours}。",
        "These changes belong to the whole {theirs}; here stands {ours}.",
    )
    remedy = Words(
        "请先传送并应用那份完整快照，再应用它的变更。", "Ship and apply the whole snapshot first, then its changes."
    )
    status = 409
