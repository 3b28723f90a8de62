"""What the lake refuses, each with a sentence and a next step."""

from lianfang.kernel.refusals import Refusal


class NoLake(Refusal):
    code = "no-lake"
    says = "“{folder}” is not a lake of facts."
    remedy = "Make one from a folder of tables: lianfang lake load FOLDER --lake {folder}."


class LakeDamaged(Refusal):
    code = "lake-damaged"
    says = "The table {table} of the lake cannot be read: {why}."
    remedy = (
        "Nothing was changed. Put the file back from a copy of the lake, then run this again; "
        "docs/runbooks/lake.md says how to find what is missing."
    )
    status = 503


class LakeNotWritten(Refusal):
    code = "lake-not-written"
    says = "The lake could not be written ({table}: {why})."
    remedy = "Free disk space or allow writing there, then run this again: what was received is kept and not lost."
    status = 503


class LakeBusy(Refusal):
    code = "lake-busy"
    says = "Another process writes to the lake {folder}: {who}."
    remedy = "One writes at a time. Stop it first, or hand rows to it: put files into its inbox."
    status = 503


class NoSuchBatch(Refusal):
    code = "no-such-batch"
    says = "The lake has no batch “{batch}”."
    remedy = "lianfang lake status lists the batches received last."
    status = 404
