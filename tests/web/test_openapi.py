"""The description of the API says what is so: its shapes, its examples, and whatever schemathesis thinks of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SCHEMA

SAME = {
    "hit": "Hit",
    "snippet": "Snippet",
    "facetValue": "FacetValue",
    "suggestion": "Suggestion",
    "problem": "QueryProblem",
}
"""What `docs/result.schema.json` calls a shape → what the description does."""


@pytest.fixture(scope="session")
def described(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return answer


def test_it_is_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        f"/api/v1/{name}" for name in ("search", "facets", "suggest", "document", "similar", "health")
    }
    assert all(set(operations) == {"get"} for operations in described["paths"].values())


@pytest.mark.parametrize(("ours", "theirs"), SAME.items())
def test_the_shapes_are_those_of_the_contract(described: dict[str, Any], ours: str, theirs: str) -> None:
    contract, shape = SCHEMA["$defs"][ours], described["components"]["schemas"][theirs]
    assert set(shape["required"]) == set(contract["required"]) == set(shape["properties"])
    if ours == "suggestion":
        assert shape["properties"]["reason"]["enum"] == contract["properties"]["reason"]["enum"]


def test_the_shape_of_a_search_is_that_of_the_contract(described: dict[str, Any]) -> None:
    shape = described["components"]["schemas"]["SearchAnswer"]
    assert set(shape["required"]) == {*SCHEMA["$defs"]["search"]["required"], "hits"} == set(shape["properties"])


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {path: operation["get"] for path, operation in described["paths"].items()}


def test_every_parameter_is_described_and_bounded(described: dict[str, Any]) -> None:
    for path, operation in operations(described).items():
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            place = (path, parameter["name"])
            assert parameter["description"], place
            assert parameter["schema"].get("examples") or parameter.get("example"), place
            assert {"maxLength", "maximum", "maxItems", "enum"} & set(json.dumps(parameter).split('"')) or (
                parameter["schema"]["type"] == "boolean"
            ), place


def test_every_answer_is_described(described: dict[str, Any]) -> None:
    for path, operation in operations(described).items():
        for status, answer in operation["responses"].items():
            if status == "304":
                continue
            [media] = answer["content"]
            assert media == ("application/json" if status == "200" else "application/problem+json"), (path, status)


def test_the_examples_are_answered_as_described(described: dict[str, Any], client: httpx.Client) -> None:
    for path, operation in operations(described).items():
        parameters = {
            parameter["name"]: parameter["schema"]["examples"][0] for parameter in operation.get("parameters", ())
        }
        if "id" in parameters:
            parameters["id"] = client.get("/api/v1/search?limit=1").json()["hits"][0]["id"]
        answer = client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        content = operation["responses"]["200"]["content"]["application/json"]
        jsonschema.validate(answer.json(), {**content["schema"], "components": described["components"]})
        jsonschema.validate(content["example"], {**content["schema"], "components": described["components"]})


# Whatever schemathesis thinks of

CONFIGURATION = """
# A value of a filter is checked by what it means, which no schema says: `date:abc` is refused with 400.
[checks]
positive_data_acceptance.expected-statuses = ["200", "400", "404"]
negative_data_rejection.expected-statuses = ["400", "404", "405", "414", "422"]
"""


@pytest.mark.parametrize("examples", [15, pytest.param(300, marks=pytest.mark.slow)])
def test_schemathesis_finds_nothing(address: str, tmp_path: Path, examples: int) -> None:
    """With all its checks. Run as a command, it finds the same wherever pytest stands."""
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
    command = [Path(sys.executable).with_name("schemathesis"), "run", f"{address}/api/v1/openapi.json"]
    options = ["--checks", "all", "--max-examples", str(examples), "--seed", "1", "--no-color"]
    done = subprocess.run(
        [*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=570
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 6" in done.stdout


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "id", "limit", "offset", "filter", "sort", "facet", "snippets", "group", "x"])
            | st.text(max_size=5),
            st.text(max_size=30) | st.integers().map(str) | st.just("kind:Luật"),
        ),
        max_size=6,
    ),
    st.sampled_from(["search", "facets", "suggest", "document", "similar", "health", "openapi.json"]),
)
def test_no_parameters_are_an_error_of_the_server(
    client: httpx.Client, parameters: list[tuple[str, str]], path: str
) -> None:
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code in (200, 400, 404, 422)
