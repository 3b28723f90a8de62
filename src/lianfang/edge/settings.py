"""What one edge is told: where it reads, how long it trusts what it reads, whom it answers how often."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Self

from lianfang.kernel.config import Config

Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """Folders and limits of one process. Limits are questions a minute."""

    snapshot: Path
    holders: Path
    public: Path
    code_keys: Path
    places_key: Path
    platform: str | None = None
    stale_after: timedelta = timedelta(minutes=15)
    refuse_after: timedelta = timedelta(hours=24)
    token_limit: int = 60
    network_limit: int = 600
    watchers: Networks = ()
    proxies: Networks = ()
    kept: int = 50_000

    @classmethod
    def of(cls, config: Config) -> Self:
        """The settings of this installation."""
        return cls(
            snapshot=config.data_dir / "snapshot",
            holders=config.data_dir / "holders",
            public=config.data_dir / "edge",
            code_keys=config.code_keys_dir,
            places_key=config.keys_dir / "places.key",
            platform=config.edge_platform and config.edge_platform.rstrip("/"),
            stale_after=config.edge_stale_after,
            refuse_after=config.edge_refuse_after,
            token_limit=config.edge_token_limit,
            network_limit=config.edge_network_limit,
            watchers=config.edge_watchers,
            proxies=config.edge_proxies,
            kept=config.edge_kept,
        )
