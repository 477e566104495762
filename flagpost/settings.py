"""Settings: ``flagpost.toml``, then the environment. The description of a field is its documentation.

The file is ``flagpost.toml`` in the current folder, or the one that ``FLAGPOST_CONFIG`` names. Every setting can be
given as an environment variable too, ``FLAGPOST_`` and its name in capitals, which wins over the file.
"""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
import tomllib
from datetime import timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from db.items import UserRole
from flagpost.errors import BadSettings
from flagpost.zone import zone_called

CONFIG_FILE = "flagpost.toml"
"""Looked for in the current folder."""
CONFIG_VARIABLE = "FLAGPOST_CONFIG"
"""The environment variable that names another file."""
PREFIX = "FLAGPOST_"
"""What the environment variables of settings begin with."""
PASSWORD = re.compile(r"(://[^/@:]*:)[^@]*@")
"""The password in the address of a store."""
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})
NOT_GIVEN = frozenset({UserRole.ADMIN})
"""Roles that nobody gets by arriving: an admin is made by an admin."""


class Settings(BaseSettings):
    """Everything that can be set. Unknown names are refused, so that a misspelt one does not go unnoticed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    store: str = Field(
        "sqlite:///flagpost.db",
        description="Where everything is kept: `sqlite:///FILE`, or `postgresql+psycopg://USER@HOST/DATABASE`.",
    )
    store_patience: float = Field(
        10.0, ge=0, le=600, description="Seconds to wait for a store that somebody else has locked."
    )
    contact: str | None = Field(
        None,
        description="A mail or web address of yours, told to boards in the user agent: their admins can reach you.",
    )
    user_agent: str | None = Field(
        None,
        description="Product and version in the user agent, before the purpose and `contact`. Unset: `Flagpost/0.1`.",
    )
    delay: float = Field(
        1.0,
        ge=0,
        le=3600,
        description="Seconds between two requests to one host. A longer `Crawl-delay` in its robots.txt wins.",
    )
    concurrency: int = Field(2, ge=1, le=32, description="Requests to one host that may be under way at once.")
    timeout: float = Field(
        20.0, gt=0, le=600, description="Seconds to wait for a host to connect or to send the next bytes."
    )
    max_seconds: float = Field(60.0, gt=0, le=3600, description="Seconds that one page may take in all.")
    max_bytes: int = Field(
        16 * 1024 * 1024,
        ge=1_000,
        description="Bytes of one page, unpacked, before it is given up. Saved pages are held to it too.",
    )
    retries: int = Field(
        3, ge=0, le=10, description="How often a request that failed for a passing reason is made again."
    )
    max_redirects: int = Field(5, ge=0, le=20, description="Redirects to follow for one page.")
    obey_robots: bool = Field(
        True, description="Leave alone what a board's robots.txt forbids. Turn off only for boards of your own."
    )
    allowed_hosts: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(),
        description="Hosts, `host` or `host:port`, that may be fetched although their address is private or loopback. "
        "In the environment: separated by commas.",
    )
    warc: Path | None = Field(
        None,
        description="A folder in which a scan keeps each page that shows new words, as it came, in WARC files: "
        "evidence for whoever doubts a decision later. Unset: of a page, only address, time and digest are kept.",
    )
    policy: Path | None = Field(
        None,
        description="A policy file of your own, laid over the default policy: it says only what differs.",
    )
    rules: Path | None = Field(
        None,
        description="A file of rules of your own: words, phrases and patterns, with conditions. See "
        "`flagpost rules check`.",
    )
    reviewer: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="The name that your claims and decisions carry. Unset: your login name.",
    )
    lease_minutes: int = Field(
        30, ge=1, le=24 * 60, description="Minutes that a claimed case stays yours before it returns to the queue."
    )
    second_opinion_share: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The share of decisions on which somebody else is asked for a second opinion, drawn at random: "
        "`0.05` for one in twenty.",
    )
    console_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="The address at which `flagpost serve` listens. Keep it at loopback and put a proxy with HTTPS "
        "before it, where others are to reach it.",
    )
    console_port: int = Field(8480, ge=1, le=65535, description="The port at which `flagpost serve` listens.")
    console_url: str | None = Field(
        None,
        description="The address under which browsers reach the console, such as `https://moderation.example`. Unset: "
        "that at which it listens, without HTTPS.",
    )
    console_proxy_header: str | None = Field(
        None,
        description="The header in which a reverse proxy names who is signed in there, such as `Remote-User`. Unset: "
        "no proxy's word counts.",
    )
    console_proxy_addresses: Annotated[frozenset[str], NoDecode] = Field(
        LOOPBACK,
        description="Addresses or networks of proxies whose word is believed, about names and about visitors' "
        "addresses (`X-Forwarded-For`). In the environment: separated by commas.",
    )
    console_proxy_role: UserRole | None = Field(
        None,
        description="The role of somebody whom the proxy names and who is no user yet: `read_only`, `moderator` or "
        "`reviewer`. Unset: they are refused until an admin adds them.",
    )
    console_oidc_issuer: str | None = Field(
        None,
        description="The issuer of an OpenID Connect provider by which people may sign in, such as "
        "`https://id.example.org`, exactly as the provider writes it. Needs the extra `oidc`.",
    )
    console_oidc_client_id: str | None = Field(
        None, validate_default=True, description="The name under which the provider knows this console."
    )
    console_oidc_client_secret: SecretStr | None = Field(
        None,
        description="The secret that goes with it; better in the environment than in the file. Unset: a public client.",
    )
    console_oidc_claim: str = Field(
        "preferred_username",
        pattern=r"^[A-Za-z0-9_.:/-]{1,200}$",
        description="What the provider says that is the user's name here: `preferred_username`, or `email`, which the "
        "provider must have verified.",
    )
    console_oidc_role: UserRole | None = Field(
        None,
        description="The role of somebody whom the provider signs in and who is no user yet: `read_only`, `moderator` "
        "or `reviewer`. Unset: they are refused until an admin adds them.",
    )
    time_zone: str | None = Field(
        None, description="The zone in which times are shown, such as `Europe/Vienna`. Unset: the one of this machine."
    )

    @field_validator("allowed_hosts", "console_proxy_addresses", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return [host.strip().lower() for host in value.split(",") if host.strip()]
        return value

    @field_validator("console_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
                message = f"{value!r} is no address such as https://moderation.example"
                raise ValueError(message)
            return value.rstrip("/")
        return value

    @field_validator("console_proxy_header")
    @classmethod
    def _header_name(cls, value: str | None) -> str | None:
        if value is not None and not HEADER.fullmatch(value):
            message = f"{value!r} is no name of a header; use one such as Remote-User"
            raise ValueError(message)
        return value

    @field_validator("console_proxy_addresses")
    @classmethod
    def _networks(cls, value: frozenset[str]) -> frozenset[str]:
        for each in value:
            try:
                ipaddress.ip_network(each, strict=False)
            except ValueError as error:
                message = f"{each!r} is no address or network; use one such as 10.0.0.7 or 10.0.0.0/24"
                raise ValueError(message) from error
        return value

    @field_validator("console_proxy_role", "console_oidc_role")
    @classmethod
    def _no_admin(cls, value: UserRole | None) -> UserRole | None:
        if value in NOT_GIVEN:
            message = "nobody becomes an admin by signing in; choose another role, and let an admin make admins"
            raise ValueError(message)
        return value

    @field_validator("console_oidc_issuer")
    @classmethod
    def _issuer(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            here = parts.hostname in LOOPBACK | {"localhost"}
            if parts.scheme not in ({"https", "http"} if here else {"https"}) or not parts.hostname:
                message = f"{value!r} is no address such as https://id.example.org; it must be https"
                raise ValueError(message)
            if parts.query or parts.fragment or parts.username:
                message = f"{value!r} is more than an issuer's address; leave out what is behind a ? or #, and any name"
                raise ValueError(message)
        return value

    @field_validator("console_oidc_client_id")
    @classmethod
    def _client_of_the_issuer(cls, value: str | None, others: ValidationInfo) -> str | None:
        if not value and others.data.get("console_oidc_issuer"):
            message = "console_oidc_issuer needs it; register this console with the provider, and set what it is called"
            raise ValueError(message)
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                zone_called(value)
            except (KeyError, ValueError, OSError) as error:
                message = f"no time zone is called {value!r}; use a name such as Europe/Vienna or UTC"
                raise ValueError(message) from error
        return value

    @cached_property
    def reviewer_name(self) -> str:
        """Who claims and decides."""
        if self.reviewer:
            return self.reviewer
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            message = "nobody is logged in here by name; set reviewer in flagpost.toml or FLAGPOST_REVIEWER"
            raise BadSettings(message) from None

    @property
    def console_address(self) -> str:
        """Where browsers find the console, without a slash at the end."""
        if self.console_url:
            return self.console_url
        host = f"[{self.console_host}]" if ":" in self.console_host else self.console_host
        return f"http://{host}:{self.console_port}"

    @property
    def lease(self) -> timedelta:
        """How long a claim lasts."""
        return timedelta(minutes=self.lease_minutes)

    @property
    def vouched_for(self) -> bool:
        """Whether a proxy or a provider says who somebody is: then people sign in that have no password here."""
        return bool(self.console_proxy_header or self.console_oidc_issuer)

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are shown, and whose days are counted."""
        return zone_called(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given on the command line, then the environment, then the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _read_file())


def load_settings(**given: Any) -> Settings:
    """The settings in force; what is ``given`` and not None wins over the environment and the file.

    Raises:
        BadSettings: the file cannot be read, or a value cannot be used. The message names the key.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        if first["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            message = f"{config_path()}: there is no setting {name!r}; the settings are {known}"
        else:
            reason = first["msg"].removeprefix("Value error, ")
            message = f"setting {name} ({config_path()} or {PREFIX}{name.upper()}): {reason[:1].lower()}{reason[1:]}"
        raise BadSettings(message) from error


def config_path() -> Path:
    """The file that settings are read from; it need not exist."""
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_FILE)


def _read_file() -> dict[str, Any]:
    path = config_path()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get(CONFIG_VARIABLE):
            message = f"{CONFIG_VARIABLE} names {path}, and there is no such file"
            raise BadSettings(message) from None
        return {}
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}; check its permissions"
        raise BadSettings(message) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path} is not valid TOML: {error}"
        raise BadSettings(message) from error


def shown(settings: Settings) -> dict[str, Any]:
    """The settings in force, fit to be shown: without the password of the store."""
    values = settings.model_dump(mode="json")
    for name in ("allowed_hosts", "console_proxy_addresses"):
        values[name] = sorted(values[name])
    values["reviewer"] = settings.reviewer_name
    values["store"] = PASSWORD.sub(r"\1***@", settings.store)
    return values
