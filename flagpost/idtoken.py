"""ID tokens: what an OpenID Connect provider signs about somebody, and whether it is to be believed.

OpenID Connect Core 1.0, section 3.1.3.7, over joserfc (the extra ``oidc``). This module needs the extra to be loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from flagpost.errors import ProviderFailed

KEY_TYPES = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
"""The algorithms that are accepted, and the type of key that each needs. None of them has a secret that both sides
know, so that nobody can sign with what the provider publishes."""
LEEWAY = 60
"""Seconds by which the clocks of both servers may differ."""
LONGEST = 64 * 1024
"""Characters of a token."""
TOLD = {
    "iss": "it comes from another issuer",
    "aud": "it is meant for another program",
    "nonce": "it belongs to another sign-in",
    "iat": "it was made in the future; check the clocks of both servers",
    "nbf": "it is not valid yet; check the clocks of both servers",
}
"""What a claim that does not fit is told as."""


class UnknownKey(Exception):  # noqa: N818 - a step: newer keys may have it
    """A token is signed by a key that is not among those known."""


class _Allowed(JWSRegistry):
    """Knows the algorithms of ``KEY_TYPES`` and no others, whatever a token's header says."""

    def __init__(self) -> None:
        super().__init__(algorithms=list(KEY_TYPES), strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        _permit(name)
        return self.algorithms[name]


def claims_of(
    token: str, keys: Sequence[Mapping[str, Any]], *, issuer: str, client: str, nonce: str, now: Callable[[], int]
) -> dict[str, Any]:
    """What a token says, once everything about it was found to be in order.

    Args:
        token: As the provider gave it.
        keys: The provider's keys, as its JWKS has them.
        issuer: Whose token it must be.
        client: Whom it must be meant for.
        nonce: The sign-in that it must belong to.
        now: What time it is, in seconds since 1970.

    Raises:
        UnknownKey: None of the keys fits it.
        ProviderFailed: It is not to be believed; the message says why.
    """
    if len(token) > LONGEST:
        raise _refused("it is far too long")
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, lambda signed: _key(signed.headers(), keys), registry=_Allowed()).claims
        registry.validate(claims)
    except (UnknownKey, ProviderFailed):
        raise
    except BadSignatureError as error:
        raise _refused("its signature does not fit the provider's keys") from error
    except ExpiredTokenError as error:
        raise _refused("it has expired; check the clocks of both servers") from error
    except MissingClaimError as error:
        raise _refused(f"it says nothing of {error.claim}") from error
    except InvalidClaimError as error:
        raise _refused(TOLD.get(error.claim, f"its {error.claim} does not fit")) from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _refused("it is no token that can be read") from error
    _check_party(claims, client)
    return claims


def _permit(algorithm: object) -> None:
    if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
        raise _refused(f"it is signed by {str(algorithm)[:20]!r}, which is not accepted")


def _check_party(claims: Mapping[str, Any], client: str) -> None:
    """A token for several programs says for which of them it was made; one that says so must say that it is us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise _refused("it was made for another program (azp)")


def _key(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Key:
    """The key by which a token says that it is signed. Its type must be that of the algorithm."""
    algorithm, kid = header.get("alg"), header.get("kid")
    _permit(algorithm)
    fitting = [
        key
        for key in keys
        if key.get("kty") == KEY_TYPES[str(algorithm)]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) in {algorithm, "EdDSA" if algorithm == "Ed25519" else algorithm}
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise UnknownKey
    return jwk.import_key(dict(fitting[0]))


def _refused(why: str) -> ProviderFailed:
    return ProviderFailed(f"the provider's ID token is not to be believed: {why}. Nobody was signed in; tell an admin")
