"""What watches over the edge reads: its health in JSON, its counts for Prometheus. Numbers only (safety 6)."""

from collections.abc import Mapping

from lianfang.edge.edge import Edge
from lianfang.edge.saying import OLD, both


def health_of(edge: Edge) -> tuple[bool, Mapping[str, object]]:
    """Whether people may be sent here, and why."""
    view, now = edge.view, edge.clock.now()
    too_old = view.too_old(now)
    well = view.signs and not too_old
    told: dict[str, object] = {
        "well": well,
        "release": view.header.release,
        "computed_at": view.header.computed_at.isoformat(),
        "sequence": view.header.sequence,
        "age_seconds": _age(edge),
        "problem": "snapshot-too-old" if too_old else view.problem,
    }
    return well, told | ({"late": both(OLD)} if view.terms.stale else {})


def metrics_of(edge: Edge) -> str:
    """The counts of all processes, and what this one sees."""
    lines = ["# HELP lianfang_edge_answers_total Answers given, by kind.", "# TYPE lianfang_edge_answers_total counter"]
    lines += [f'lianfang_edge_answers_total{{kind="{kind}"}} {count}' for kind, count in edge.tally.all().items()]
    gauges = {
        "snapshot_age_seconds": ("Age of the decisions served: on a replica, its lag.", _age(edge)),
        "snapshot_sequence": (
            "Sequence of the snapshot: the source's less this is what a replica lacks.",
            edge.view.header.sequence,
        ),
        "snapshot_people": ("People the snapshot speaks of.", edge.view.reader.people),
        "snapshot_late": ("1 when answers say that they are late.", int(edge.view.terms.stale)),
        "view_problem": ("1 when something could not be read again.", int(edge.view.problem is not None)),
        "kept_holders": ("Holders this process keeps in memory.", len(edge.desk)),
        "lateness_seconds": ("The latest beat of this process in the last minute.", round(edge.slowest, 6)),
    }
    for name, (help_text, value) in gauges.items():
        lines += [f"# HELP lianfang_edge_{name} {help_text}", f"# TYPE lianfang_edge_{name} gauge"]
        lines.append(f"lianfang_edge_{name} {value}")
    return "\n".join(lines) + "\n"


def _age(edge: Edge) -> int:
    return round(edge.view.age(edge.clock.now()).total_seconds())
