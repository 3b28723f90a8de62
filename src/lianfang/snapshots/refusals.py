"""What snapshots refuse, each with a sentence and a next step."""

from lianfang.kernel.refusals import Refusal


class NoSnapshot(Refusal):
    code = "no-snapshot"
    says = "There is no snapshot in {folder}."
    remedy = "Publish one: lianfang snapshot build --decisions FILE.parquet --into FOLDER."
    status = 503


class SnapshotUnreadable(Refusal):
    code = "snapshot-unreadable"
    says = "The snapshot in {folder} cannot be read: {why}."
    remedy = "Publish it again from the decisions, or apply a whole file shipped from another machine."
    status = 503


class SnapshotNotWritten(Refusal):
    code = "snapshot-not-written"
    says = "The snapshot in {folder} could not be written: {why}. The one in force was not touched."
    remedy = "Free disk space or name a folder you may write to, then publish again."
    status = 500


class SnapshotBusy(Refusal):
    code = "snapshot-busy"
    says = "Another process is publishing to {folder}."
    remedy = "Wait until it is done; only one publishes at a time."
    status = 409


class SnapshotOutOfOrder(Refusal):
    code = "snapshot-out-of-order"
    says = "The snapshot stands at {here} and what was given has the sequence {given}, so it does not follow."
    remedy = "Give the changes that come next, or publish a whole snapshot with a higher sequence."
    status = 409


class NotDecisions(Refusal):
    code = "not-decisions"
    says = "These are not decisions that can be published: {why}."
    remedy = "Give what “lianfang evaluate --out” writes: its columns, one row for each person, sorted by person_id."


class NotAShipment(Refusal):
    code = "not-a-shipment"
    says = "{file} is not a snapshot shipped whole and unharmed: {why}."
    remedy = "Ship it again; nothing of this file was taken."


class ChangesNotKept(Refusal):
    code = "changes-not-kept"
    says = "The changes after {after} are no longer kept; the oldest kept follow {oldest}."
    remedy = "Ship the whole snapshot instead."
    status = 409


class ChangesOfAnotherWhole(Refusal):
    code = "changes-of-another-whole"
    says = "These changes belong to the whole {theirs}; here stands {ours}."
    remedy = "Ship and apply the whole snapshot first, then its changes."
    status = 409
