"""The hub's JavaScript module, in pages that the hub serves."""

import os

import pytest

from hubtest.hub import Hub
from hubtest.site import Site


@pytest.fixture(scope="module")
def site():
    """A browser for pages of a hub: of its own, or at the address that HUB_SITE names."""
    with Hub("--rate-limit", "off") as hub:
        site = Site(os.environ.get("HUB_SITE", hub.url))
        yield site
        site.close()


@pytest.fixture
def page(site):
    """Opens windows; they close when the test ends."""
    yield site.page
    site.only_first()


def joined(page, room, count, **options):
    """`count` pages in one room that all know of each other."""
    pages = []
    for index in range(count):
        pages.append(page())
        pages[-1].run(
            """
            const options = arguments[0];
            if (options.media) options.stream = await media();
            window.hub = await join(options)""",
            {"room": room, "name": f"page {index}", **options},
        )
    for one in pages:
        one.run("await until(() => hub.peers.size === arguments[0], 'peers')", count - 1)
    return pages


def test_two_pages_reach_a_channel_and_media(page, room):
    ada, bob = joined(page, room, 2, media=True)
    ada.run("await hub.call()")
    for one in (ada, bob):
        one.run("await until(() => open(only(hub)), 'channel')")
        one.run("await until(async () => await frames(only(hub)) > 0, 'frames')")
        assert one.run("return [hub.seen('channel').length, hub.seen('peer').length]") == [1, 1]
    print(ada.run("return [hub.log.map(e => e[0]), await hub.stats(only(hub))]"))
