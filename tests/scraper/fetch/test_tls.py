"""https: a certificate is checked, against the public authorities or those in SSL_CERT_FILE."""

import shutil
import ssl
import subprocess

import pytest

from scraper.fetch import Unreachable

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")


@pytest.fixture
def certificate(site, tmp_path):
    """Makes ``site`` speak TLS with a certificate for localhost that signed itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True, do_handshake_on_connect=False)
    site.page("/", b"locked")
    return certificate


def visit(site, fetch, host):
    return fetch(f"https://{host}:{site.port}/", allowed_hosts=frozenset({host}), retries=2)


def test_a_trusted_certificate(site, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert visit(site, fetch, "localhost").body == b"locked"


def test_a_certificate_that_nobody_trusts(site, fetch, certificate):
    with pytest.raises(Unreachable, match="certificate"):
        visit(site, fetch, "localhost")
    assert site.asked == []


def test_a_certificate_of_another_host(site, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Unreachable, match="certificate"):
        visit(site, fetch, "127.0.0.1")
    assert site.asked == []
