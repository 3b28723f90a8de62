"""The demonstration city's sources: who would say what in a city, invented."""

from datetime import datetime

from lianfang.domains.intake.commands.sources import NewSource, register_source
from lianfang.domains.intake.models import Source
from lianfang.kernel.actors import Actor

BY_HAND = ("city_arrivals", "contacts", "doses", "isolations", "persons", "residences", "stays")

# code, title, tables, rows of a usual batch, district (empty: the whole city)
INVENTED = (
    ("state-council", "风险地区名单", ("area_levels", "county_cases"), 200, ""),
    ("lab-network", "核酸检测机构", ("tests",), 2_000, ""),
    ("vaccination", "疫苗接种系统", ("doses",), 1_000, ""),
    ("cdc-tracing", "流行病学调查", ("contacts", "infections", "isolations", "links"), 100, ""),
    ("border", "口岸入境", ("border_entries",), 300, ""),
    ("chaoyang-desk", "朝阳区社区登记", BY_HAND, 150, "0105"),
    ("dongcheng-desk", "东城区社区登记", BY_HAND, 150, "0101"),
)


def fill_demonstration(*, city: str, by: Actor, at: datetime) -> int:
    """Register the invented sources where there is none; gives their number."""
    if Source.objects.exists():
        return 0
    for code, title, tables, usual, district in INVENTED:
        area = f"{city[:2]}{district}".ljust(6, "0")
        register_source(NewSource(code, title, f"demo-{code}", area, tables, usual), by=by, at=at)
    return len(INVENTED)
