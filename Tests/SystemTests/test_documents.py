"""What the documents show is run: every bash and javascript block, against a live hub."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from hubtest.hub import ROOT, Hub
from hubtest.schemas import DOCUMENT, conforms
from hubtest.wire import Client

# Node 20 has no stable global WebSocket; Debian's node-ws is the same interface.
PRELOAD = "globalThis.WebSocket ??= require('ws');"
NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs:/usr/lib/node_modules"
DEFAULT = "127.0.0.1:1337"


def blocks(name):
    """The fenced blocks of a document that are to be run: language, heading, text."""
    heading, found = "", []
    text = (ROOT / name).read_text()
    for match in re.finditer(r"^#+ ([^\n]*)$|^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        if match[1]:
            heading = match[1]
        elif match[2] in ("bash", "javascript", "python"):
            found.append(
                pytest.param(match[2], match[3], id=f"{name} {heading} {match[2]} {len(found)}")
            )
    return found


@pytest.fixture(scope="module")
def documented_hub():
    with Hub("--allow-origin", "https://app.example") as hub:
        yield hub


def run(language, text, hub, folder):
    text = text.replace(DEFAULT, hub.authority)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "NODE_PATH": NODE_PATH,
        "LANG": "C.UTF-8",
    }
    if language == "javascript":
        (folder / "preload.cjs").write_text(PRELOAD)
        (folder / "snippet.mjs").write_text(text)
        command = ["node", "--require", "./preload.cjs", "snippet.mjs"]
    elif language == "python":
        (folder / "snippet.py").write_text(text)
        command = ["python3", "snippet.py"]
    else:
        command = ["bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("language, text", blocks("API_DOC.md"))
def test_the_snippets_of_the_reference_run(documented_hub, tmp_path, language, text):
    with Client(documented_hub.address) as peer:
        # Somebody to talk to, where a snippet joins the room "demo" alone.
        peer.upgrade(documented_hub.authority, "/ws?roomId=demo")
        done = run(language, text, documented_hub, tmp_path)
    assert done.returncode == 0, done
    assert done.stdout.strip(), "a snippet shows something"
    assert '"error":' not in done.stdout, done


def tour():
    """The blocks of the README's tour."""
    text = (ROOT / "README.md").read_text()
    section = re.search(r"^## Tour.*?(?=^## )", text, re.M | re.S)[0]
    return re.findall(r"^```(bash|javascript|python)\n(.*?)^```$", section, re.M | re.S)


def test_the_tour_of_the_readme_works_when_pasted(documented_hub, tmp_path):
    assert tour()
    whole = "\n".join(text for language, text in tour() if language == "bash")
    done = run("bash", whole, documented_hub, tmp_path)
    assert done.returncode == 0, done
    for shown in ('"welcome"', '"offer"', '"answer"', '"candidate"'):
        assert shown in done.stdout, (shown, done)
    assert "Traceback" not in done.stderr


def test_the_first_command_names_what_exists():
    text = (ROOT / "README.md").read_text()
    commands = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    assert any("swift run -c release signaling-hub" in each for each in commands)
    assert any("bash Tests/run" in each for each in commands)


@pytest.mark.parametrize("name", ["README.md", "API_DOC.md"])
def test_files_that_are_named_exist(name):
    text = (ROOT / name).read_text()
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert Path(ROOT / target).exists(), target


def headings(text):
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", text, re.M)
    }


@pytest.mark.parametrize("name", ["README.md", "API_DOC.md"])
def test_anchors_that_are_named_exist(name):
    text = (ROOT / name).read_text()
    for file, anchor in re.findall(r"\]\(([^)#:]*)#([^)]*)\)", text):
        assert anchor in headings((ROOT / (file or name)).read_text()), anchor


def words(kind):
    """The rows of a table of API_DOC.md whose header starts with `kind`."""
    text = (ROOT / "API_DOC.md").read_text()
    table = re.search(rf"^\| {kind} .*\n\|[ :|-]*\n((?:\|.*\n)+)", text, re.M)[1]
    return {row.split("|")[1].strip().strip("`") for row in table.strip().split("\n")}


def test_the_tables_of_codes_agree_with_the_description():
    schemas = DOCUMENT["components"]["schemas"]
    assert words("error code") == set(schemas["ErrorMessage"]["properties"]["code"]["enum"])
    assert words("reason") == set(schemas["PeerLeft"]["properties"]["reason"]["enum"])


SHAPES = {
    "welcome": "Welcome",
    "peer-joined": "PeerJoined",
    "peer-left": "PeerLeft",
    "error": "ErrorMessage",
    "offer": "RelayedMessage",
    "joined": "Joined",
    "left": "Left",
    "removed": "Removed",
    "ok": "Health",
}
# Answers that are told apart by a member that no other has.
MEMBERS = {
    "totalSessions": "RoomList",
    "createdAt": "RoomDetails",
    "removed": "Cleared",
    "roomDetails": "NodeHealth",
    "peer_count": "WebRTCRoom",
    "total_peers": "WebRTCJoined",
}


def examples():
    """The JSON blocks of API_DOC.md with the schema of openapi.yaml that each is an example of."""
    text = (ROOT / "API_DOC.md").read_text()
    for block in re.findall(r"^```json\n(.*?)^```$", text, re.M | re.S):
        example = json.loads(block)
        if "level" in example or "log-level" in example:
            continue  # A line of the log; a file of settings.
        known = [shape for member, shape in MEMBERS.items() if member in example]
        word = example.get("type") or example.get("status")
        shape = known[0] if known else SHAPES.get(word, "Stats")
        yield pytest.param(example, shape, id=f"{shape} {' '.join(example)}")


@pytest.mark.parametrize("example, shape", list(examples()))
def test_the_examples_of_the_reference_have_the_shape_described(example, shape):
    if shape == "Stats":
        shape = "HubStats" if "rooms" in example else "RoomStats"
    conforms(example, shape)


def test_the_file_of_settings_that_is_shown_is_taken(start_hub, tmp_path):
    text = (ROOT / "API_DOC.md").read_text()
    (settings,) = re.findall(r"^```json\n(\{.*log-level.*\})\n```$", text, re.M)
    (tmp_path / "hub.json").write_text(settings)
    hub = start_hub("--config", str(tmp_path / "hub.json"))
    assert hub.get("/readyz").status == 200
