"""Vouching: people whom somebody else has signed in, a reverse proxy or an OpenID Connect provider.

What they vouch for is a name. Whether anybody of that name may come in here is decided here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from datetime import datetime

from db.items import Account, User, UserRole
from db.store import Store, utc_now
from flagpost.errors import BadName, UnknownHere
from flagpost.once import Once
from flagpost.people import LONGEST_NAME, checked_name
from flagpost.settings import Settings


class Vouching:
    """Lets in whom somebody else vouches for. May be shared between threads."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock
        self.once = Once(store, clock=clock)
        """What it writes into the audit log, each line once."""

    def user(self, name: str, *, role: UserRole | None, by: str, address: str, account: Account | None = None) -> User:
        """The user of a name that somebody vouches for.

        An account is the user's whose name it came with first, and stays theirs whatever it is called later. Who has
        taken the name of a user, and not their account, is not let in by it.

        Args:
            name: The name, as they say it.
            role: Of a user who is made now; None lets in only those who are users already.
            by: Who vouches, for the audit log and in what is said to people: ``proxy``.
            address: The network address that the person comes from.
            account: What those who vouch know the person by; None where they know a name alone.

        Raises:
            UnknownHere: There is no such user and none is to be made, an admin has disabled them, another account is
                theirs, or it is no name.
        """
        try:
            name = checked_name(name)
        except BadName as error:
            message = f"the {by} calls you {name[:LONGEST_NAME]!r}, and that cannot be a name here: {error}"
            raise UnknownHere(message) from error
        user, known = self._found(name, account)
        if user is None and role is not None:
            with self._store.begin() as unit:
                user = unit.users.ensure(name, role, at=self._clock(), by=by)
        if account is not None and not known and user is not None and user.disabled_at is None:
            with self._store.begin() as unit:
                known = unit.accounts.link(user.name, account, by=by, at=self._clock())
        told = {"by": by, "address": address}
        if user is None or user.disabled_at is not None or not known:
            self.once.note("sign_in.refused", f"user:{name}", address, told)
            raise UnknownHere(_why_not(name, user, by))
        self.once.note("sign_in.vouched", f"user:{user.name}", f"{by} {address}", told)
        return user

    def _found(self, name: str, account: Account | None) -> tuple[User | None, bool]:
        """The user who is meant, and whether they are known by more than a name, where more than a name is told."""
        with self._store.read() as unit:
            theirs = unit.accounts.user(account) if account is not None else None
            if theirs is not None:
                return theirs, True
            return unit.users.get(name) if unit.users.known(name) else None, account is None


def _why_not(name: str, user: User | None, by: str) -> str:
    """Why somebody is not let in."""
    if user is None:
        return (
            f"the {by} signs you in as {name}, and there is no user of that name here; ask an admin to invite "
            f"{name}, by exactly this name, on the page People, and come back: no password is needed then"
        )
    if user.disabled_at is not None:
        return f"{user.name} is kept out by an admin; ask one to let you in again, on the page People"
    return (
        f"the {by} calls you {name}, and {user.name} here signs in by another account there; if that was yours, ask an "
        "admin to forget it, on the page People"
    )


class Proxy:
    """What a reverse proxy says of who comes, as far as it is believed."""

    BY = "proxy"

    def __init__(self, settings: Settings, vouching: Vouching) -> None:
        self._vouching = vouching
        self.header = settings.console_proxy_header
        """The header in which it names who is signed in; None where no proxy's word counts."""
        self._role = settings.console_proxy_role
        self._networks = [ipaddress.ip_network(each, strict=False) for each in settings.console_proxy_addresses]

    def believes(self, peer: str) -> bool:
        """Whether what stands at the other end of a connection is a proxy whose word counts."""
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self._networks)

    def user(self, said: Sequence[str], *, peer: str, address: str) -> User | None:
        """Whom a request comes from, by the word of a proxy; None where nobody believed says anything.

        Args:
            said: Every value of the header, as it came.
            peer: The address at the other end of the connection.
            address: That of the visitor behind the proxy.

        Raises:
            UnknownHere: No user is meant by it.
        """
        if self.header is None or not said:
            return None
        if not self.believes(peer):
            told = {"header": self.header, "said": said[0][:LONGEST_NAME]}
            self._vouching.once.note("proxy.ignored", f"address:{peer}", "", told)
            return None
        if len(said) > 1:
            # Somebody has put the header into their own request, and the proxy has added its own instead of taking the
            # place of it. Which is which cannot be told.
            message = (
                f"the request has the header {self.header} {len(said)} times; let the proxy remove what a browser sends"
                " of it, and set it once"
            )
            raise UnknownHere(message)
        name = in_utf8(said[0]).strip()
        return self._vouching.user(name, role=self._role, by=self.BY, address=address) if name else None


def in_utf8(value: str) -> str:
    """A header's value, which HTTP reads as Latin-1 and proxies mean as UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
