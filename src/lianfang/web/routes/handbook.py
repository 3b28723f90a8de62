"""Addresses of the handbook, open to everyone, and of the drafts of the policy."""

from lianfang.domains.handbook.pages import drafts, previews, reading, signing
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import EVERYONE, Reach, Route

READERS, WRITERS = Reach(roles_with("handbook.drafts")), Reach(roles_with("handbook.write"))
SIGNERS = Reach(roles_with("handbook.sign"))
MOVERS = Reach(roles_with("handbook.write") | roles_with("handbook.sign"))

ROUTES = (
    Route("handbook/", "handbook", reading.read, EVERYONE),
    Route("drafts/", "drafts", drafts.listed, READERS),
    Route("drafts/begin/", "draft_begin", drafts.begin, WRITERS),
    Route("drafts/<int:draft_id>/", "draft", drafts.one, READERS, placed=True),
    Route("drafts/<int:draft_id>/file/", "draft_file", drafts.file, READERS, placed=True),
    Route("drafts/<int:draft_id>/save/", "draft_save", drafts.save, WRITERS, placed=True),
    Route("drafts/<int:draft_id>/upload/", "draft_upload", drafts.upload, WRITERS, placed=True),
    Route("drafts/<int:draft_id>/move/", "draft_move", drafts.move, MOVERS, placed=True),
    Route("drafts/<int:draft_id>/preview/", "draft_preview", previews.preview, READERS, placed=True),
    Route("drafts/<int:draft_id>/preview/ask/", "draft_preview_ask", previews.ask, MOVERS, placed=True),
    Route("drafts/<int:draft_id>/sign/", "draft_sign", signing.sign, SIGNERS, placed=True),
    Route("drafts/<int:draft_id>/withdraw/", "draft_withdraw", signing.withdraw, SIGNERS, placed=True),
    Route("releases/", "releases", signing.releases, EVERYONE),
    Route("drafts/<int:draft_id>/trial/", "draft_trial", drafts.trial, READERS, placed=True),
)
