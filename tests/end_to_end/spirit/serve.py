"""Serve the forum on a free loopback port: print the port, log every request line to the file given.

FORUM_DATABASE=forum.sqlite3 python serve.py requests.log
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application


class ThreadedServer(ThreadingMixIn, WSGIServer):
    """Django's application, a thread a connection."""

    daemon_threads = True


def main(log: Path) -> None:
    """Serve until the process is ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_settings")

    class Handler(WSGIRequestHandler):
        def log_request(self, code: object = "-", size: object = "-") -> None:
            with log.open("a", encoding="utf-8") as lines:
                lines.write(f"{self.path}\n")

    with make_server("127.0.0.1", 0, get_wsgi_application(), ThreadedServer, Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
