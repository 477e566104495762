"""The description of the API is complete, and so is its documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from flagpost.api.problems import KINDS
from flagpost.console.guard import Door, needed

DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture
def described(api):
    return api.stranger().get("/openapi.json").json()


def test_every_route_is_described_with_its_token_and_its_problems(api, described):
    operations = {(path, method): each for path, many in described["paths"].items() for method, each in many.items()}
    assert set(operations) == {(route.path, method.lower()) for route in api.routes for method in route.methods}
    for route in api.routes:
        for method in route.methods:
            operation = operations[route.path, method.lower()]
            guarded = needed(route.endpoint) is not Door.OPEN
            assert bool(operation["security"]) is guarded
            assert operation["summary"]
            assert operation["description"]
            problems = {status for status in operation["responses"] if status >= "400"}
            assert problems >= ({"401", "403", "429"} if guarded else {"500"})
            for status in problems:
                content = operation["responses"][status]["content"]
                assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_field_that_is_sent_or_answered_has_a_type(described):
    schemas = described["components"]["schemas"]
    assert {"Case", "Decision", "Draft", "Texts", "Verdict", "Problem", "Fault"} <= set(schemas)
    assert not any("HTTPValidation" in name for name in schemas)
    for name, schema in schemas.items():
        for field, told in schema.get("properties", {}).items():
            assert told.keys() & {"type", "$ref", "anyOf", "allOf", "enum", "const"}, f"{name}.{field}"
    for many in described["paths"].values():
        for operation in many.values():
            if "204" not in operation["responses"]:
                good = next(each for status, each in operation["responses"].items() if status < "300")
                assert good["content"]["application/json"]["schema"]


def test_every_route_is_in_the_docs(api):
    for route in api.routes:
        for method in route.methods:
            assert f"`{method} {route.path}`" in DOCS, f"docs/api.md needs {method} {route.path}"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_problem_is_in_the_docs(name):
    row = next((line for line in DOCS.splitlines() if line.startswith(f"| `{name}` |")), "")
    assert f"| {KINDS[name].status} |" in row
    assert KINDS[name].next_step.partition(".")[0] in row
