"""A demonstration city: an invented population with the facts of August 2021. No row speaks of a real person."""

from lianfang.facts.demo.city import DemoCity, make_demo_city
from lianfang.facts.demo.columns import NOW
from lianfang.facts.demo.folder import MARKER, PEOPLE_FILE, is_demo_city

__all__ = ["MARKER", "NOW", "PEOPLE_FILE", "DemoCity", "is_demo_city", "make_demo_city"]
