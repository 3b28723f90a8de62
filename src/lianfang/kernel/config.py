"""Settings: typed, explained, and failing together. Nothing else reads the environment.

A number that comes from an order is not a setting; it is a value of the policy.
"""

import os
import re
import shlex
from collections.abc import Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AwareDatetime,
    ByteSize,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lianfang.kernel.clock import CITY_ZONE, NotAMoment, parse_moment
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

PREFIX = "LIANFANG_"
SHORTEST_SECRET = 32
DEMONSTRATION_NOW = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)
STORE = re.compile(r"postgres(?:ql)?://[^/@\s]+(?::[^/@\s]*)?@[^/@\s]+/[^/?#\s]+")
THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


class Misconfigured(Refusal):
    code = "misconfigured"
    says = Words("平台不能启动：\n{problems}", "The platform cannot start:\n{problems}")
    remedy = Words(
        "请在环境变量里设好这些项，再启动一次；各项说明见 docs/reference/settings.md。",
        "Set these in the environment and start again; docs/reference/settings.md explains each.",
    )
    status = 500


class Config(BaseSettings):
    """All settings of one installation. Fields that others depend on come first."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True, env_ignore_empty=True)

    demonstration: bool = Field(
        default=True,
        description="Demonstration mode: made-up people, codes on the screen, a fixed clock. It stays on this machine "
        "and refuses real data.",
    )
    city_zone: ZoneInfo = Field(default=CITY_ZONE, description="Decides when a day begins, e.g. Asia/Shanghai.")
    demonstration_now: AwareDatetime = Field(
        default=DEMONSTRATION_NOW,
        description="The moment the clock shows in demonstration mode; without an offset it is the city's time.",
    )
    data_dir: Path = Field(default=Path("var"), description="Folder for everything the platform writes.")
    host: str = Field(
        default="127.0.0.1",
        description="Address the web server listens on. In demonstration mode only this machine's own.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web server listens on.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=THIS_MACHINE,
        min_length=1,
        description="Names under which people reach the platform, separated by commas.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description=f"Signs sessions; at least {SHORTEST_SECRET} characters, rotated yearly. Required outside "
        "demonstration mode, where one is made at each start.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="The operational store: postgresql://user:password@host:5432/name. When not set, an embedded "
        "SQLite file in the data folder.",
    )
    messages_url: str | None = Field(
        default=None, description="The city's message service (https): texts to phones are sent through it."
    )
    messages_token: SecretStr | None = Field(default=None, description="Opens the message service.")
    identity_url: str | None = Field(
        default=None, description="The city's identity service (https): confirms who holds a phone."
    )
    identity_token: SecretStr | None = Field(default=None, description="Opens the identity service.")
    oidc_issuer: str | None = Field(
        default=None, description="Issuer of the city's own sign-in for staff (OpenID Connect, https)."
    )
    oidc_client: str | None = Field(default=None, description="Our name at the city's own sign-in.")
    oidc_secret: SecretStr | None = Field(default=None, description="Our secret at the city's own sign-in.")
    oidc_claim: str = Field(
        default="preferred_username", description="What of its answer holds the sign-in name of the staff account."
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies of the city stand in front; who asks is read that far from the end of "
        "X-Forwarded-For. 0 reads nothing from it.",
    )
    audit_key: Path | None = Field(
        default=None,
        description="File of the key that signs the audit log (Ed25519, PEM). When not set, one is made at the first "
        "start and kept in the data folder's keys.",
    )
    audit_heads: Path | None = Field(
        default=None,
        description="Folder for the signed heads of the audit log; best on another machine's disk. When not set, audit "
        "in the data folder.",
    )
    code_keys: Path | None = Field(
        default=None,
        description="Folder of the keys that sign codes (lianfang keys). When not set, keys/codes in the data folder.",
    )
    code_algorithm: Literal["Ed25519", "ES256"] = Field(
        default="Ed25519",
        description="What new keys sign codes by: Ed25519, or ES256 where gates know only P-256.",
    )
    lake_tables: str | None = Field(
        default=None,
        description="Address of an object store for the tables of new lakes, e.g. s3://bucket/lake. When not set, they "
        "are in the lake's own folder.",
    )
    scan_command: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Program that looks at attached files, with its options; the file's path is added at the end. It "
        "ends with 0 when the file is clean and 1 when it is harmful, e.g. clamdscan --no-summary. When not set, "
        "attachments say that nobody looked.",
    )
    edge_host: str = Field(
        default="127.0.0.1",
        description="Address the edge listens on. In demonstration mode only this machine's own.",
    )
    edge_port: int = Field(default=8001, ge=1, le=65535, description="Port the edge listens on.")
    edge_workers: int = Field(default=1, ge=1, le=256, description="Processes of the edge, all on one port.")
    edge_platform: str | None = Field(
        default=None,
        description="Where people register, declare and correct, e.g. https://jkb.example.gov.cn. The edge hands such "
        "requests on to it, and pages from there may ask the edge.",
    )
    edge_stale_after: timedelta = Field(
        default=timedelta(minutes=15), description="Age of the snapshot from which answers say that they are late."
    )
    edge_refuse_after: timedelta = Field(
        default=timedelta(hours=24), description="Age of the snapshot from which no code is signed any more."
    )
    edge_token_limit: int = Field(default=60, ge=1, description="Questions a minute from one sign-in.")
    edge_network_limit: int = Field(
        default=600,
        ge=1,
        description="Questions a minute from one network (IPv4 /24, IPv6 /48) that show no sign-in known here.",
    )
    edge_kept: int = Field(
        default=50_000,
        ge=1,
        description="Holders whose codes each process of the edge keeps in memory (about 2 KB each).",
    )
    edge_watchers: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks that may read the edge's /metrics, separated by commas.",
    )
    edge_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=(),
        description="Networks of proxies before the edge, separated by commas: only they are believed when they say "
        "(X-Forwarded-For) who asks.",
    )
    memory_limit: ByteSize = Field(
        default=ByteSize(3 * 2**30), ge=2**28, description="Memory one evaluation may use, e.g. 3GiB."
    )
    threads: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=1024,
        description="Threads one evaluation may use; as many as the machine has when not set.",
    )

    @property
    def code_keys_dir(self) -> Path:
        """The folder of the keys that sign codes."""
        return self.code_keys or self.keys_dir / "codes"

    @property
    def keys_dir(self) -> Path:
        """Where keys are kept that were not put elsewhere."""
        return self.data_dir / "keys"

    @property
    def audit_key_file(self) -> Path:
        """The file of the audit log's key."""
        return self.audit_key or self.keys_dir / "audit.pem"

    @property
    def audit_heads_dir(self) -> Path:
        """The folder of the audit log's signed heads."""
        return self.audit_heads or self.data_dir / "audit"

    @field_validator("demonstration_now", mode="before")
    @classmethod
    def _in_city_zone(cls, value: object, info: ValidationInfo) -> object:
        try:
            return parse_moment(value, zone=info.data.get("city_zone", CITY_ZONE)) if isinstance(value, str) else value
        except NotAMoment as refusal:
            raise ValueError("not a moment. " + refusal.next_step()) from None

    @field_validator("host", "edge_host")
    @classmethod
    def _demonstration_stays_here(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("demonstration", True) and not is_this_machine(value):
            raise ValueError(
                "demonstration mode listens on this machine only (127.0.0.1). Leave it so, or set "
                f"{PREFIX}DEMONSTRATION=false for a real installation"
            )
        return value

    @field_validator("allowed_hosts", "edge_watchers", "edge_proxies", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("scan_command", mode="before")
    @classmethod
    def _as_a_shell_reads_it(cls, value: object) -> object:
        return tuple(shlex.split(value)) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _a_store_we_know(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not STORE.fullmatch(value.get_secret_value()):
            raise ValueError("not an address of a PostgreSQL database: postgresql://user:password@host:5432/name")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret_where_it_matters(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and not info.data.get("demonstration", True):
            raise ValueError("required outside demonstration mode")
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"shorter than {SHORTEST_SECRET} characters")
        return value


def load() -> Config:
    """The settings in the environment. Raises Misconfigured, which lists every problem and shows no value."""
    problems = _unknown(os.environ)
    try:
        config = Config()
    except ValidationError as error:
        problems = _sentences(error) + problems
    if problems:
        raise Misconfigured(problems="\n".join(f"  {problem}" for problem in problems))
    return config


def is_this_machine(host: str) -> bool:
    """Whether only programs on this machine can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"{PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_input=False, include_url=False)
    ]


def _unknown(environment: Mapping[str, str]) -> list[str]:
    """A setting nobody reads is a mistake: it is named, with the nearest name that exists."""
    known = {PREFIX + name.upper() for name in Config.model_fields}
    given = {name.upper() for name in environment if name.upper().startswith(PREFIX)}
    return [f"{name}: no such setting.{_nearest(name, known)}" for name in sorted(given - known)]


def _nearest(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
