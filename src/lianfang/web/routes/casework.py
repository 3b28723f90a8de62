"""Addresses of matters, notices and the calendar of holidays."""

from lianfang.domains.casework.pages import around, lists, one
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import STAFF_ONLY, Reach, Route

SEE, ASK, ASSIGN = (Reach(roles_with(f"casework.{right}")) for right in ("see", "ask", "assign"))
EXPORT, CALENDAR = Reach(roles_with("casework.export")), Reach(roles_with("casework.calendar"))

ROUTES: tuple[Route, ...] = (
    Route("matters/", "matters", lists.matters, SEE),
    Route("matters/assign/", "matters_assign", lists.assign_many, ASSIGN),
    Route("matters/export/", "matters_export", lists.export, EXPORT),
    Route("matters/keep/", "matters_keep", lists.keep, SEE),
    Route("matters/keep/<int:list_id>/drop/", "matters_drop", lists.drop, SEE),
    Route("matters/new/", "matter_new", one.new, ASK),
    Route("matters/open/", "matter_open", one.open_, ASK),
    Route("matters/<int:matter_id>/", "matter", one.matter, SEE, placed=True),
    Route("matters/<int:matter_id>/move/", "matter_move", one.move, SEE, placed=True),
    Route("matters/<int:matter_id>/assign/", "matter_assign", one.assign, ASSIGN, placed=True),
    Route("matters/<int:matter_id>/note/", "matter_note", one.note, SEE, placed=True),
    Route("matters/<int:matter_id>/attach/", "matter_attach", one.attach, SEE, placed=True),
    Route("matters/<int:matter_id>/files/<int:attachment_id>/", "matter_file", one.file, SEE, placed=True),
    Route("notices/", "notices", around.notices, STAFF_ONLY),
    Route("notices/<int:notice_id>/read/", "notice_read", around.read, STAFF_ONLY, placed=True),
    Route("holidays/", "holidays", around.holidays, STAFF_ONLY),
    Route("holidays/import/", "holidays_import", around.import_holidays, CALENDAR),
    Route("holidays/watch/", "holidays_watch", around.watch, CALENDAR),
)
