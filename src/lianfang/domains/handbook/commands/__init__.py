"""Everything that changes drafts of the policy."""

from lianfang.domains.handbook.commands.checking import check_draft
from lianfang.domains.handbook.commands.moving import hand_in_draft, leave_draft, return_draft, take_back_draft
from lianfang.domains.handbook.commands.previewing import JOB as PREVIEW
from lianfang.domains.handbook.commands.previewing import ask_for_preview, see_preview, work_out_preview
from lianfang.domains.handbook.commands.signing import JOB as PUBLISH
from lianfang.domains.handbook.commands.signing import notice_hours, publish_signed, sign_draft, withdraw_release
from lianfang.domains.handbook.commands.writing import open_draft, save_file, take_out_file, upload_files

__all__ = [
    "PREVIEW",
    "PUBLISH",
    "ask_for_preview",
    "check_draft",
    "hand_in_draft",
    "leave_draft",
    "notice_hours",
    "open_draft",
    "publish_signed",
    "return_draft",
    "save_file",
    "see_preview",
    "sign_draft",
    "take_back_draft",
    "take_out_file",
    "upload_files",
    "withdraw_release",
    "work_out_preview",
]
