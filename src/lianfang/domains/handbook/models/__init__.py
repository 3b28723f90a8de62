"""The tables of the room: drafts of the policy, every version of their files, what each check found."""

from lianfang.domains.handbook.models.draft import CheckRun, Draft, FileVersion, PreviewRun, PreviewSeen, Signature

__all__ = ["CheckRun", "Draft", "FileVersion", "PreviewRun", "PreviewSeen", "Signature"]
