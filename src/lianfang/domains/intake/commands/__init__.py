"""Everything that changes sources and batches."""

from lianfang.domains.intake.commands.delivering import deliver_waiting
from lianfang.domains.intake.commands.filling import fill_demonstration
from lianfang.domains.intake.commands.giving import Given, Offered, enter_by_hand, give, give_own
from lianfang.domains.intake.commands.judging import accept_batch, refuse_batch, retract_batch
from lianfang.domains.intake.commands.sources import NewSource, close_source, register_source

__all__ = [
    "Given",
    "NewSource",
    "Offered",
    "accept_batch",
    "close_source",
    "deliver_waiting",
    "enter_by_hand",
    "fill_demonstration",
    "give",
    "give_own",
    "refuse_batch",
    "register_source",
    "retract_batch",
]
