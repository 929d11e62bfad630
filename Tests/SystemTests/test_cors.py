"""What a browser's page of another origin may read."""

import pytest

from hubtest.hub import Hub

ALLOWED, OTHER = "https://app.example", "https://evil.test"


@pytest.fixture(scope="module")
def open_hub():
    with Hub("--allow-origin", ALLOWED, "--rate-limit", "off") as hub:
        yield hub


def preflight(hub, path, origin, method="POST"):
    return hub.request(
        "OPTIONS",
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type",
        },
    )


@pytest.mark.parametrize("path", ["/api/health", "/api/rooms/stats", "/api/nothing"])
def test_an_allowed_origin_may_read_answers_and_errors(open_hub, path):
    answer = open_hub.get(path, headers={"Origin": ALLOWED})
    assert answer.headers["access-control-allow-origin"] == ALLOWED
    assert "origin" in answer.headers["vary"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", [OTHER, "null", ALLOWED + ".evil.test", ALLOWED + ":8443", ""])
def test_other_origins_may_not(open_hub, origin):
    answer = open_hub.get("/api/health", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert (
        "access-control-allow-origin" not in preflight(open_hub, "/api/rooms/join", origin).headers
    )


def test_without_an_origin_nothing_is_said_but_vary(open_hub):
    answer = open_hub.get("/api/health")
    assert "access-control-allow-origin" not in answer.headers
    # A shared cache must not give this answer to the allowed origin.
    assert "origin" in answer.headers.get("vary", "").lower()


@pytest.mark.parametrize("path", ["/api/rooms/join", "/api/rooms/leave"])
def test_a_preflight_is_answered(open_hub, path):
    answer = preflight(open_hub, path, ALLOWED)
    assert answer.status == 204 and answer.body == b""
    assert answer.headers["access-control-allow-origin"] == ALLOWED
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert int(answer.headers["access-control-max-age"]) > 0


def test_without_a_list_no_origin_is_allowed(hub):
    for answer in (
        hub.get("/api/health", headers={"Origin": ALLOWED}),
        preflight(hub, "/api/rooms/join", ALLOWED),
    ):
        assert not any(name.startswith("access-control-") for name in answer.headers)
