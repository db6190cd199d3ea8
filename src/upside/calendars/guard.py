"""Which addresses outside this machine may be asked: public ones, and those that a setting names.

A name is looked up once, each of its addresses is checked, and the connection goes to an address
that was checked: a name that leads elsewhere a moment later is of no use to anybody.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from upside.calendars.reading.faults import Unreadable

__all__ = ["PORTS", "Target", "is_public", "target_of"]

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: the name that the server is asked by, and the checked address."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    def address(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{name}:{self.port}{self.path}"

    def at(self, reference: str) -> str:
        """Return the address that ``reference`` means on this page."""
        try:
            return urljoin(self.address(), reference)
        except ValueError as error:
            raise Unreadable("no_address") from error


def target_of(address: str, *, hosts: Collection[str]) -> Target:
    """Return where a request for ``address`` may go.

    ``hosts`` are names in small letters that may be private and may do without TLS.

    Raises
    ------
    Unreadable
        If it is no address, is without TLS, leads into a private network, or is not known.
    """
    try:
        parts = urlsplit(address.strip())
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port or PORTS.get(scheme, 0)
        host.encode("idna")
    except ValueError as error:  # UnicodeError is one
        raise Unreadable("no_address") from error
    if scheme not in PORTS or not host or len(address) > LONGEST or parts.username:
        raise Unreadable("no_address")
    is_named = host in hosts
    if scheme == "http" and not is_named:
        raise Unreadable("no_tls")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Target(scheme, host, port, _in_ascii(path), _looked_up(host, port, is_named=is_named))


def is_public(text: str) -> bool:
    """Return whether an IP address belongs to the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address.ipv4_mapped or address.sixtofour or address.teredo:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _looked_up(host: str, port: int, *, is_named: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreadable("no_host") from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise Unreadable("no_host")
    if not is_named and not all(is_public(address) for address in addresses):
        raise Unreadable("private")
    return addresses[0]


def _in_ascii(path: str) -> str:
    return quote(path, safe="/%?&=:;+,@!$'()*~[]-._#")
