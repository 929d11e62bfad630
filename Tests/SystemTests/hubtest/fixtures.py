"""Fixtures: one hub for a module, and hubs with settings of their own for a test."""

import itertools
import re

import pytest

from .browser import Browser
from .hub import Hub
from .tokens import SECRET

ROOMS = itertools.count(1)


@pytest.fixture(scope="module")
def hub():
    """A hub with default settings but for the rates, which would throttle the tests."""
    with Hub("--rate-limit", "off") as hub:
        yield hub


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory):
    """The file that the hub reads the secret of the tests' JWTs from."""
    path = tmp_path_factory.mktemp("secrets") / "jwt"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    return str(path)


@pytest.fixture(scope="module")
def chat_hub(secret_file):
    """A hub that every dialect can use, chat rooms included."""
    with Hub("--rate-limit", "off", "--jwt-hs256-file", secret_file) as hub:
        yield hub


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests that want one."""
    browser = Browser()
    yield browser
    browser.close()


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
    """A room name no other test uses, short and of letters that mean nothing in a path."""
    name = re.sub(r"[^a-z]+", "-", request.node.originalname)[:40]
    return f"room-{name}-{next(ROOMS)}"
