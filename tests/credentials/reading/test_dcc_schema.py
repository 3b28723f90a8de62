"""Papers as their schema has them pass, and those that no register or calendar could hold do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.reading.dcc_schema import fault_in
from tests.credentials.reading.papers import NAME, RECOVERY, TEST, VACCINATION, a_paper


def entry(of, **changes):
    return [{key: value for key, value in {**of, **changes}.items() if value is not ...}]


@pytest.mark.parametrize(
    "paper",
    [
        a_paper(),
        a_paper(v=..., t=[TEST]),
        a_paper(v=..., r=[RECOVERY]),
        a_paper(t=None, r=None),
        a_paper(t=[], r=[]),
        a_paper(dob=""),
        a_paper(dob="1950"),
        a_paper(dob="1901-08"),
        a_paper(dob="1978-01-26T00:00:00"),
        a_paper(nam={"fnt": "SMITH"}),
        a_paper(nam={"gnt": "CHARLES"}),
        a_paper(nam={**NAME, "gn": None, "gnt": None}),
        a_paper(v=[VACCINATION, VACCINATION], ver="1.2.1"),
        a_paper(v=entry(VACCINATION, dt="2021-03-09T00:00:00", dn=3.0, sd=1)),
        a_paper(v=entry(VACCINATION, co="UNHCR", ma="Sinovac-Biotech", mp="CoronaVac")),
        a_paper(v=entry(VACCINATION, co="XK", extra="more")),
        a_paper(v=..., t=entry(TEST, tt="LP217198-3", ma="1232", tc=..., nm=...)),
        a_paper(v=..., t=entry(TEST, sc="2021-08-10T08:00:00+02", ma="", nm=None)),
        a_paper(v=..., t=entry(TEST, tt="LP217198-3", ma="2941")),
    ],
)
def test_what_issuers_in_force_wrote_passes(paper):
    assert fault_in(paper) is None


@pytest.mark.parametrize(
    ("fault", "paper"),
    [
        ("hcert", None),
        ("ver", {}),
        ("ver", a_paper(ver="1.3")),
        ("ver", a_paper(ver="9" * 5000 + ".1.1")),
        ("nam", a_paper(nam=...)),
        ("nam", a_paper(nam={})),
        ("nam", a_paper(nam={"fn": "Smith"})),
        ("nam", a_paper(nam={"fnt": "Smith"})),
        ("nam", a_paper(nam={"fnt": "SMITH", "fn": 7})),
        ("dob", a_paper(dob=...)),
        ("dob", a_paper(dob="1899-12-31")),
        ("dob", a_paper(dob="2100-01-01")),
        ("v, t, r", a_paper(v=...)),
        ("v, t, r", a_paper(v=[])),
        ("v, t, r", a_paper(t=[TEST])),
        ("v", a_paper(v={})),
        ("v", a_paper(v=[7])),
        ("v", a_paper(v=[VACCINATION, VACCINATION])),
        ("v", a_paper(v=[VACCINATION] * 10, ver="1.2.1")),
        *((f"v.{name}", a_paper(v=entry(VACCINATION, **{name: ...}))) for name in VACCINATION),
        *((f"r.{name}", a_paper(v=..., r=entry(RECOVERY, **{name: ...}))) for name in RECOVERY),
        *((f"t.{name}", a_paper(v=..., t=entry(TEST, **{name: ...}))) for name in TEST if name != "nm"),
        ("v.dn", a_paper(v=entry(VACCINATION, dn=0))),
        ("v.dn", a_paper(v=entry(VACCINATION, dn=1.5))),
        ("v.dn", a_paper(v=entry(VACCINATION, dn=True))),
        ("v.dn", a_paper(v=entry(VACCINATION, dn=float("inf")))),
        ("v.sd", a_paper(v=entry(VACCINATION, sd="2"))),
        ("v.dt", a_paper(v=entry(VACCINATION, dt="2021-02-30"))),
        ("v.dt", a_paper(v=entry(VACCINATION, dt="11/06/2021"))),
        ("v.co", a_paper(v=entry(VACCINATION, co="XY"))),
        ("v.co", a_paper(v=entry(VACCINATION, co="nl"))),
        ("v.ma", a_paper(v=entry(VACCINATION, ma="ORG-99999999"))),
        ("v.is", a_paper(v=entry(VACCINATION, **{"is": "x" * 241}))),
        ("t.ma", a_paper(v=..., t=entry(TEST, ma="9999"))),
        ("t.nm", a_paper(v=..., t=entry(TEST, nm=7))),
        ("t.sc", a_paper(v=..., t=entry(TEST, sc="today"))),
    ],
)
def test_the_member_at_fault_is_named(fault, paper):
    assert fault_in(paper) == fault


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*VACCINATION, *TEST]), inner),
    max_leaves=8,
)


@given(paper=st.dictionaries(st.sampled_from(["ver", "nam", "dob", "v", "t", "r"]), ANY), member=ANY)
def test_any_json_at_all_is_judged_and_never_makes_it_fall_over(paper, member):
    assert fault_in(paper) is not None
    fault_in(a_paper(**paper))
    for name in VACCINATION:
        fault_in(a_paper(v=entry(VACCINATION, **{name: member})))
