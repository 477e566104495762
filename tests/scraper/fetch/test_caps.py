"""Bytes and seconds end where the limits say, whatever a host sends."""

import asyncio
import gzip
import time as real_time
import tracemalloc
import zlib

import pytest

from scraper.fetch import NotAPage, NotFound, TimedOut, TooLarge, Unreachable

MIB = 1024 * 1024
CAP = 1 * MIB


def streamed(total, sent, *, length=None, encoding=None):
    """A handler that sends ``total`` bytes and counts them in ``sent``."""

    def handle(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        if length is not None:
            handler.send_header("Content-Length", str(length))
        if encoding:
            handler.send_header("Content-Encoding", encoding)
        handler.send_header("Connection", "close")
        handler.end_headers()
        chunk = b"<p>and so on</p>" * 4096
        for _ in range(total // len(chunk)):
            handler.wfile.write(chunk)
            sent.append(len(chunk))

    return handle


def bomb(size):
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(size // MIB)), packer.flush()])


def test_300_megabytes_are_cut_at_the_cap(site, fetch):
    sent = []
    site.handlers["/"] = streamed(300 * MIB, sent)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="Raise max_bytes") as caught:
            fetch(site.url("/"), max_bytes=CAP)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.kind == "too_large"
    assert peak < 8 * MIB
    assert sum(sent) < 50 * MIB  # what was in the sockets' buffers when we hung up


def test_a_length_beyond_the_cap_is_not_read_at_all(site, fetch):
    sent = []
    site.handlers["/"] = streamed(300 * MIB, sent, length=300 * MIB)
    with pytest.raises(TooLarge):
        fetch(site.url("/"), max_bytes=CAP)
    assert sum(sent) < 50 * MIB


def test_a_page_as_large_as_the_cap_is_fine(site, fetch):
    site.page("/", b"x" * CAP)
    assert len(fetch(site.url("/"), max_bytes=CAP).body) == CAP


def test_one_byte_more_is_not(site, fetch):
    site.page("/", gzip.compress(b"x" * (CAP + 1)), Content_Encoding="gzip")
    with pytest.raises(TooLarge):
        fetch(site.url("/"), max_bytes=CAP)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_a_gzip_bomb_stops_at_the_cap(site, fetch, encoding):
    body = bomb(128 * MIB)
    assert len(body) < MIB
    site.page("/", body, Content_Encoding=encoding)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            fetch(site.url("/"), max_bytes=CAP)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * MIB


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_nobody_asked_for_is_refused(site, fetch, encoding):
    site.page("/", gzip.compress(gzip.compress(b"words")), Content_Encoding=encoding)
    with pytest.raises(NotAPage, match="encoded as"):
        fetch(site.url("/"))


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"words", mtime=0)),
        ("GZIP", gzip.compress(b"wo", mtime=0) + gzip.compress(b"rds", mtime=0)),
        ("deflate", zlib.compress(b"words")),
        ("deflate", zlib.compress(b"words")[2:-4]),
        ("identity", b"words"),
        ("", b"words"),
    ],
)
def test_encodings_that_we_ask_for(site, fetch, encoding, body):
    site.page("/", body, Content_Encoding=encoding)
    assert fetch(site.url("/")).body == b"words"


@pytest.mark.parametrize("body", [gzip.compress(b"words" * 100, mtime=0)[:-12], b"\x1f\x8bnonsense", b"plain words"])
def test_damaged_bytes_are_no_page(site, fetch, body):
    site.page("/", body, Content_Encoding="gzip")
    with pytest.raises(NotAPage, match="decoded"):
        fetch(site.url("/"))


def test_an_empty_page_is_an_empty_page(site, fetch):
    site.page("/", b"", Content_Encoding="gzip")
    assert fetch(site.url("/")).body == b""


def test_the_body_of_an_error_is_cut_and_stays_that_error(site, fetch):
    site.page("/", b"x" * 3 * CAP, status=404)
    with pytest.raises(NotFound) as caught:
        fetch(site.url("/"), max_bytes=CAP)
    assert len(caught.value.fetched.body) == CAP


def test_an_answer_cut_short_is_no_answer(site, fetch, answers):
    site.page("/", b"half of it", Content_Length="1000", Connection="close")
    with pytest.raises(Unreachable):
        fetch(site.url("/"), timeout=2)


def test_a_slow_drip_ends_in_time(site, fetch):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b".")
            real_time.sleep(0.05)

    site.handlers["/"] = drip
    begin = real_time.monotonic()
    with pytest.raises(TimedOut, match=r"within 0\.3 seconds") as caught:
        fetch(site.url("/"), max_seconds=0.3, timeout=5, retries=3)
    assert caught.value.kind == "timed_out"
    assert real_time.monotonic() - begin < 2


def test_silence_ends_in_time_and_is_tried_again(site, fetch):
    site.handlers["/"] = lambda handler: real_time.sleep(0.4)
    with pytest.raises(TimedOut, match=r"silent for 0\.1 seconds"):
        fetch(site.url("/"), timeout=0.1, retries=1, obey_robots=False)
    assert site.asked == ["/", "/"]


def test_giving_up_leaves_nothing_open(site, fetcher):
    site.handlers["/"] = lambda handler: real_time.sleep(0.3)

    async def give_up():
        async with fetcher(obey_robots=False) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.fetch(site.url("/")), 0.05)

    asyncio.run(give_up())
