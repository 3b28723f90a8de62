"""Everything that reads the log. Each says how many queries it makes."""

from lianfang.domains.audit.queries.chains import act_of, ends_of, sealed, waiting, wrong
from lianfang.domains.audit.queries.heads import heads_here

__all__ = ["act_of", "ends_of", "heads_here", "sealed", "waiting", "wrong"]
