"""Which addresses may be connected to.

The check stands where the socket is made (``guarded_socket``), so the address that was checked is the address that
is connected to: a name that resolves differently a moment later, a redirect and a retry all come past it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final

import httpx

NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses whose last four bytes are the IPv4 address really meant (RFC 6052)."""
GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""The only part of IPv6 in which public hosts stand. What is not handed out yet is refused with the rest."""
NEVER_PUBLIC: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            # What ``is_global`` of one Python 3.11 release or another lets through.
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # the former 6to4 relays
            "2001::/23",  # protocol assignments, Teredo among them: it embeds IPv4 addresses
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
"""Refused whatever the standard library says of them."""


class NotPublicError(OSError):
    """Raised where a socket to an address that is not public would be made.

    The text names no address: of several refused addresses the connector then keeps this very error.
    """

    def __init__(self, address: str) -> None:
        super().__init__("its address is not on the public internet")
        self.address = address
        """The address that was refused."""


def is_public(address: str) -> bool:
    """Whether ``address``, an IP address as the resolver gives it, stands on the public internet.

    IPv4 inside IPv6 (mapped, 6to4, NAT64) counts as the IPv4 address that it leads to.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if ip not in GLOBAL_UNICAST:
            return False
    refused = ip.is_multicast or ip.is_reserved or any(ip in network for network in NEVER_PUBLIC)
    return ip.is_global and not refused


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """Make the socket for one resolved address, or refuse to.

    Args:
        info: family, type, protocol, name and socket address, as ``getaddrinfo`` gives them.

    Raises:
        NotPublicError: The address is private, loopback, link-local, multicast, reserved or of shared use.
    """
    family, kind, protocol, _, target = info
    if not is_public(target[0]):
        raise NotPublicError(target[0])
    return socket.socket(family=family, type=kind, proto=protocol)


class AllowedHosts:
    """The hosts that an admin lets through although their address is private."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = frozenset(_host_and_port(entry) for entry in entries)

    def __contains__(self, url: httpx.URL) -> bool:
        host = _plain(url.host)
        port = url.port if url.port is not None else {"http": 80, "https": 443}.get(url.scheme)
        return (host, None) in self._entries or (host, port) in self._entries


def _host_and_port(entry: str) -> tuple[str, int | None]:
    """``[::1]:80`` to ``("::1", 80)``; a bare IPv6 address has no port."""
    entry = entry.strip()
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        port = rest.removeprefix(":")
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
    else:
        host, port = entry, ""
    if not host or "/" in host or (port and not port.isdecimal()):
        raise ValueError(f"{entry!r} is no host: write it as host or host:port, such as 127.0.0.1:8102")
    return _plain(host), int(port) if port else None


def _plain(host: str) -> str:
    """One spelling a host: lower case, IPv6 compressed."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()
