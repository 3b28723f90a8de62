"""How often one sign-in or one network may ask. Counted in each process for itself, in bounded memory."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from lianfang.edge.settings import Networks

MOST = 2**17  # names counted at a time; beyond, newcomers are not counted: better than refusing them
UNKNOWN = "unknown"


class Limiter:
    """Counts names until `renew`, which the pulse calls once a minute."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._counts: dict[str, int] = {}

    def allows(self, name: str) -> bool:
        """Count the name once more; False when that is too often."""
        counts = self._counts
        count = counts.get(name, 0) + 1
        if count > self.limit:
            return False
        if count > 1 or len(counts) < MOST:
            counts[name] = count
        return True

    def renew(self) -> None:
        """Begin to count anew."""
        self._counts = {}


def network_of(client: str, forwarded: str | None, proxies: Networks) -> str:
    """The network a request comes from: /24 of IPv4, /48 of IPv6. `client` is an address, with or without a port.

    What a proxy of ours forwards is read from its end: the first address that is no proxy of ours asked.
    """
    address = _address(client)
    if forwarded and proxies:
        for hop in reversed(forwarded.split(",")):
            if address is None or not within(address, proxies):
                break
            address = _address(hop.strip()) or address
    if address is None:
        return UNKNOWN
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def comes_from(client: str, networks: Networks) -> bool:
    """Whether the one at the other end of the connection is in one of `networks`."""
    address = _address(client)
    return address is not None and within(address, networks)


def within(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    """Whether an address lies in one of `networks`."""
    return any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    host = text[1 : text.find("]")] if text.startswith("[") else text
    for candidate in (host, host.rpartition(":")[0]):
        try:
            found = ip_address(candidate)
        except ValueError:
            continue
        return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
    return None
