"""`check`: everything that keeps a pack from being published, told at once with file and line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from lianfang.kernel.words import Words
from lianfang.policy.checking.cases import ByReference, Engine, Progress, run_cases
from lianfang.policy.checking.coverage import Teller
from lianfang.policy.checking.dated import edges_of, tell_dated
from lianfang.policy.checking.rows import PlainTables, plain_rows
from lianfang.policy.checking.sense import sense_of, unused
from lianfang.policy.checking.watching import Coverage
from lianfang.policy.faults import Fault, Faults, Place
from lianfang.policy.model import Pack
from lianfang.policy.packs import PackFaulty, read_with_faults
from lianfang.policy.reading.folder import out_of_place

MOST_STEPS = 500
MOST_RULES = 2_000


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `boundaries` counts limits and dated steps alike, `covered` those with a case on both sides.

    `notes` are not wrong, but worth a look. `release` names the content checked; empty when it could not be read.
    """

    faults: tuple[Fault, ...]
    cases: int = 0
    expectations: int = 0
    boundaries: int = 0
    covered: int = 0
    notes: tuple[Fault, ...] = ()
    release: str = ""


@dataclass(slots=True)
class _Check:
    pack: Pack
    faults: Faults
    tables: dict[int, PlainTables] = field(default_factory=dict)

    def report(self, boundaries: int = 0, covered: int = 0) -> CheckReport:
        """What was found so far."""
        expectations = sum(len(case.expectations) for case in self.pack.cases)
        found = tuple(sorted(self.faults.found))
        notes = unused(self.pack) if not found else ()
        return CheckReport(found, len(self.pack.cases), expectations, boundaries, covered, notes, self.pack.release)


def check(
    root: Path,
    *,
    engine: Callable[[Pack], AbstractContextManager[Engine]] | None = None,
    said_by: str = "",
    progress: Progress | None = None,
) -> CheckReport:
    """Read a pack, try its sense, its cases and the coverage of its boundaries. Raises NoPack.

    Cases are always decided by the reference engine; `engine` makes a second one, named `said_by` in sentences, and
    `progress` tells how far that one is.
    """
    try:
        pack, found = read_with_faults(root)
    except PackFaulty as refused:
        return CheckReport(refused.faults)
    looked = _Check(pack, Faults())
    for fault in (*found, *out_of_place(root, tuple(measure.id for measure in pack.measures))):
        looked.faults.add(fault.place, fault.says, fault.suggestion)
    if found or _too_much(looked):
        return looked.report()
    for fault in sense_of(pack):
        looked.faults.add(fault.place, fault.says, fault.suggestion)
    if looked.faults:
        return looked.report()
    report = _cases_and_coverage(looked)
    if engine is None:
        return report
    with engine(pack) as second:
        run_cases(pack, second, looked.tables, looked.faults, said_by=said_by, progress=progress)
    return looked.report(report.boundaries, report.covered)


def _too_much(looked: _Check) -> bool:
    """A pack far beyond any city's would keep the engines busy for hours."""
    for what, count, most in (
        (Words("个日期步", "dated steps"), len(looked.pack.steps()), MOST_STEPS),
        (Words("条规则", "rules"), len(looked.pack.rules), MOST_RULES),
    ):
        if count > most:
            says = Words(
                "政策包有 {count:,} {what}；最多检查 {most:,}。",
                "The pack has {count:,} {what}; {most:,} is the most that is checked.",
            ).filled(count=count, what=what, most=most)
            divide = Words("请拆开，或去掉已不再有效的。", "Divide it, or take out what is not in force.")
            looked.faults.add(Place("pack.yaml", 1), says, divide)
    return bool(looked.faults)


def _cases_and_coverage(looked: _Check) -> CheckReport:
    pack = looked.pack
    coverage, edges = Coverage(pack), edges_of(pack)
    looked.tables = plain_rows(pack.cases, ZoneInfo(pack.zone), looked.faults)
    ran = run_cases(pack, ByReference(pack, coverage.watch), looked.tables, looked.faults)
    by_place: dict[object, PlainTables] = {each.case.place: each.tables for each in ran}
    Teller(pack, coverage, by_place).tell(looked.faults)
    dated = tell_dated(pack, edges, ran, looked.faults)
    met = len(coverage.boundaries) - len(coverage.missing())
    return looked.report(len(coverage.boundaries) + len(edges), met + dated)
