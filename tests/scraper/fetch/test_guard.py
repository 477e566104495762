"""No private address is connected to, by whatever way it is reached."""

import socket

import httpx
import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import RefusedAddress
from scraper.fetch.addresses import parse
from scraper.fetch.guard import AllowedHosts, NotPublicError, guarded_socket, is_public

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",  # shared by carriers
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",  # cloud metadata
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",  # IPv4-translated
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a00:1::1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",  # NAT64 of local use
    "2001::1",  # Teredo
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "no address",
    "",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert is_public(address)


def test_no_socket_is_made_to_a_private_address():
    with pytest.raises(NotPublicError) as caught:
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    assert caught.value.address == "10.0.0.1"


def test_a_socket_is_made_to_a_public_one():
    with guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 80))) as made:
        assert made.family is socket.AF_INET


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1/"),
        ("127.0.0.1", "https://127.0.0.1:8443/"),
        ("localhost:8102", "http://localhost:8102/a"),
        ("Forum.Internal", "http://forum.internal/"),
        ("forum.internal:443", "https://FORUM.internal/"),
        ("[::1]:80", "http://[::1]/"),
        ("::1", "http://[0:0::1]:8080/"),
        ("[::1]", "http://[::1]:1234/"),
    ],
)
def test_an_allowed_host(entry, url):
    assert httpx.URL(url) in AllowedHosts([entry])


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1:80", "http://127.0.0.1:81/"),
        ("127.0.0.1:80", "https://127.0.0.1/"),
        ("localhost", "http://127.0.0.1/"),
        ("forum.internal", "http://forum.internal.example.org/"),
        ("forum.internal", "http://x.forum.internal/"),
        ("[::1]:80", "http://[::1]:81/"),
    ],
)
def test_not_an_allowed_host(entry, url):
    assert httpx.URL(url) not in AllowedHosts([entry])


@pytest.mark.parametrize("entry", ["", "http://localhost", "localhost:http", "[]:80", ":80"])
def test_an_entry_that_is_no_host(entry):
    with pytest.raises(ValueError, match="host:port"):
        AllowedHosts([entry])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"])
def test_nothing_reaches_a_private_host_that_nobody_allowed(other, fetch, host):
    with pytest.raises(RefusedAddress) as caught:
        fetch(f"http://{host}:{other.port}/", retries=3)
    assert caught.value.kind == "refused_address"
    assert other.asked == []


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]:22/"])
def test_a_redirect_to_a_private_address_is_refused(site, fetch, target):
    site.page("/", status=302, Location=target)
    with pytest.raises(RefusedAddress):
        fetch(site.url("/"))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://ida:x@127.0.0.1/"]
)
def test_a_redirect_to_no_web_address_is_refused(site, fetch, target):
    site.page("/", status=302, Location=target)
    with pytest.raises(RefusedAddress, match="redirects to where"):
        fetch(site.url("/"))


def test_a_redirect_to_another_port_of_an_allowed_host_is_refused(site, other, fetch):
    site.page("/", status=302, Location=other.url("/secret"))
    other.page("/secret", b"secret")
    with pytest.raises(RefusedAddress) as caught:
        fetch(site.url("/"), obey_robots=False)
    assert caught.value.url == other.url("/secret")
    assert other.asked == []


def test_a_redirect_between_allowed_hosts_is_followed(site, other, fetch):
    site.page("/", status=302, Location=other.url("/"))
    other.page("/", b"there")
    assert fetch(site.url("/"), allowed_hosts=frozenset({"127.0.0.1"})).body == b"there"


def test_a_name_is_judged_by_what_it_resolves_to(other, fetch, monkeypatch):
    """A public name that points inwards, as in DNS rebinding: whatever it said before, the socket's address counts."""
    asked = []

    def resolve(host, port, *args, **kwargs):
        asked.append(host)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(RefusedAddress, match=r"forum\.example is at"):
        fetch(f"http://forum.example:{other.port}/", obey_robots=False)
    assert "forum.example" in asked
    assert other.asked == []


def test_an_allowed_name_may_point_inwards(site, fetch, monkeypatch):
    def resolve(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.page("/", b"inside")
    fetched = fetch(f"http://forum.internal:{site.port}/", allowed_hosts=frozenset({"forum.internal"}))
    assert fetched.body == b"inside"


def test_a_name_that_nobody_knows(fetch, monkeypatch):
    def resolve(host, port, *args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Exception, match="spelling") as caught:
        fetch("http://forum.example/", retries=3)
    assert caught.value.kind == "unreachable"


NASTY = st.text(st.sampled_from("http:/\\@#?%[].;,&=* \t019afAF0-_~。．①"), max_size=24)


@given(before=NASTY, after=NASTY)
def test_guard_and_connector_read_the_same_host(before, after):
    """The guard judges what httpx makes of an address, and aiohttp connects to what yarl makes of it."""
    try:
        judged = parse(f"http://{before}127.0.0.1:8102{after}/")
        connected = yarl.URL(str(judged))
    except (RefusedAddress, ValueError):
        return
    assert (connected.raw_host, connected.port) == (
        judged.raw_host.decode().strip("[]"),
        80 if judged.port is None else judged.port,
    )
