"""The room's tables: matters and their timelines, attachments, notices, saved lists, lists of holidays."""

from lianfang.domains.casework.models.around import HolidayFeed, Notice, SavedList, UnitHours
from lianfang.domains.casework.models.matter import Attachment, Line, Matter

__all__ = ["Attachment", "HolidayFeed", "Line", "Matter", "Notice", "SavedList", "UnitHours"]
