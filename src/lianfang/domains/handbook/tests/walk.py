"""What the walk puts into the addresses of this room."""

from lianfang.domains.handbook.tests.given import a_draft


def draft(_area: str) -> list[object]:
    """A draft of the whole city's policy; it lies in no district."""
    return [a_draft().pk]


MAKE = {
    "draft": draft,
    "draft_file": draft,
    "draft_save": draft,
    "draft_upload": draft,
    "draft_move": draft,
    "draft_preview": draft,
    "draft_preview_ask": draft,
    "draft_trial": draft,
    "draft_sign": draft,
    "draft_withdraw": draft,
}
