"""Fixtures: one hub for a module, and hubs with settings of their own for a test."""

import pytest

from .hub import Hub


@pytest.fixture(scope="module")
def hub():
    """A hub with default settings but for the rates, which would throttle the tests."""
    with Hub("--rate-limit", "off") as hub:
        yield hub


@pytest.fixture
def start_hub():
    """Starts hubs with the flags given; each is stopped and checked when the test ends."""
    hubs = []

    def start(*flags, **options):
        hubs.append(Hub(*flags, **options))
        return hubs[-1]

    yield start
    failures = []
    for hub in hubs:
        try:
            hub.stop()
        except AssertionError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


@pytest.fixture
def room(request):
    """A room name no other test uses."""
    return f"room-{request.node.name}"[:100]
