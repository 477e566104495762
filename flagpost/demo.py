"""The demonstration: the sample board, served on loopback and scanned for real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from db.store import Store
from flagpost.errors import BadInput
from flagpost.sample import LOOPBACK, sample_folder, serve

PORT = 8470
"""Where the sample board is served: always the same, because a board is its address."""


@contextmanager
def sample_board(store: Store) -> Iterator[str]:
    """Serve the sample board for as long as the context lasts, and yield its address.

    A board is its address, so a store that has seen the sample board gets it at the same port again. Only where the
    store has not seen it, and the usual port is taken, any free one will do.

    Raises:
        BadInput: the port at which the store knows the board is taken.
    """
    known = _known_port(store)
    if known is not None or _is_free(PORT):
        with serve(sample_folder(), port=known or PORT) as address:
            yield address
    else:
        with serve(sample_folder()) as address:
            yield address


def _known_port(store: Store) -> int | None:
    with store.read() as unit:
        for board in unit.archive.boards():
            parts = urlsplit(board.url)
            if parts.hostname == LOOPBACK:
                return parts.port
    return None


def _is_free(port: int) -> bool:
    try:
        with serve(sample_folder(), port=port):
            return True
    except BadInput:
        return False
