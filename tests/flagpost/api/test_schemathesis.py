"""Schemathesis makes up requests from the API's own description: none is answered by a failure or against it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

pytest.importorskip("schemathesis")

import schemathesis

from db.items import UserRole

from .conftest import Api

EXAMPLES = 6
"""Requests of each kind. Enough to see what breaks at once; what is rare is for a longer run by hand."""


@pytest.fixture
def described(api: Api):
    token = api.token("Anna", UserRole.ADMIN)
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", api.app)
    described.config.update(headers={"Authorization": f"Bearer {token}"})
    return described


def test_nothing_that_is_sent_breaks_it(described):
    # Its own plugin for pytest would do the same, and follows pytest's changes later than we do.
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 10
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def holds(case):
            # Some rules stand between fields, and no schema says them: an action goes with agreement alone.
            case.call_and_validate(timeout=60, excluded_checks=[schemathesis.checks.positive_data_acceptance])

        holds()
