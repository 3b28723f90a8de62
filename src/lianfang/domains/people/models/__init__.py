"""The tables of the room: people with their documents and matters, likenesses and mergers, lists, erasures."""

from lianfang.domains.people.models.erasing import Erasure
from lianfang.domains.people.models.lists import Batch
from lianfang.domains.people.models.matters import MatterName
from lianfang.domains.people.models.merging import Merge, Twin
from lianfang.domains.people.models.person import Document, Matter, Person
from lianfang.domains.people.models.said import Said, marks_of, names, open_text, reseal, seal_text, vault

__all__ = [
    "Batch",
    "Document",
    "Erasure",
    "Matter",
    "MatterName",
    "Merge",
    "Person",
    "Said",
    "Twin",
    "marks_of",
    "names",
    "open_text",
    "reseal",
    "seal_text",
    "vault",
]
