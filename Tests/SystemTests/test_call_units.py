"""The parts of the call page that need no page, in Node."""

import json
import os
import re
import shutil
import subprocess

import pytest

from hubtest.hub import ROOT

SITE = ROOT / "Sources/WebClient/Site"
UNITS = ROOT / "Tests/SystemTests/clients/call"


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    """The scripts where Node takes them for modules, which it goes by package.json for."""
    folder = tmp_path_factory.mktemp("site")
    for script in SITE.glob("*.js"):
        shutil.copy(script, folder)
    (folder / "package.json").write_text(json.dumps({"type": "module"}))
    return folder


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.test.mjs")))
def test_unit(unit, modules):
    command = [shutil.which("node"), "--test", "--test-reporter=tap", str(UNITS / unit)]
    run = subprocess.run(
        command,
        env={**os.environ, "SITE": modules.as_uri()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "# fail 0" in run.stdout and "# pass 0" not in run.stdout


def test_the_service_worker_keeps_every_file_of_the_page():
    worker = (SITE / "service-worker.js").read_text()
    kept = json.loads(worker[worker.index("[") : worker.index("]") + 1].replace(",\n]", "]"))
    own = ("call", "manual", "client.js", "theme.css", "icon.svg", "manifest.json")
    files = {f"/{path.name}" for path in SITE.iterdir() if path.name.startswith(own)}
    # What another part of the site brings is named here though it may not be there yet.
    assert files | {"/", "/client.js"} == set(kept) and len(kept) == len(set(kept))


def test_the_manifest_can_be_read_and_its_icon_is_there():
    manifest = json.loads((SITE / "manifest.json").read_text())
    assert manifest["start_url"] == "/" and manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert (SITE / icon["src"].removeprefix("/")).is_file()


def test_no_markup_is_made_of_text_and_nothing_is_inline():
    for script in [*SITE.glob("call*.js"), *SITE.glob("manual*.js")]:
        text = script.read_text()
        found = re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(", text)
        assert found is None, (script.name, found)
    page = (SITE / "index.html").read_text()
    assert not re.search(r"<style|<script>|\s(style|on[a-z]+)=|https?:", page)
