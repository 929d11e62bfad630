"""What the documents show is run: every bash and javascript block, against a live hub."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from hubtest.hub import BINARY, ROOT, Hub
from hubtest.schemas import DOCUMENT, conforms
from hubtest.tokens import token
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
def documented_hub(secret_file):
    with Hub("--allow-origin", "https://app.example", "--jwt-hs256-file", secret_file) as hub:
        hub.secret_file = secret_file
        yield hub


def run(language, text, hub, folder):
    text = text.replace(DEFAULT, hub.authority)
    # What the reader has: the program in the path, and the file of its secret.
    (folder / "bin").mkdir()
    (folder / "bin/signaling-hub").symlink_to(Path(BINARY).absolute())
    (folder / "secret").symlink_to(hub.secret_file)
    env = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
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
        command = [sys.executable, "snippet.py"]
    else:
        (folder / "preload.cjs").write_text(PRELOAD)
        env["NODE_OPTIONS"] = f"--require {folder / 'preload.cjs'}"
        command = ["bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def run_in_company(room, language, text, hub, folder):
    """Runs a snippet while somebody is in its room, to talk to; and in the chat room of that name."""
    offers = []
    with Client(hub.address) as peer, Client(hub.address) as member:
        peer.upgrade(hub.authority, f"/ws?roomId={room}")
        query = urlencode({"roomId": f"chat/{room}", "access_token": token("member", "*")})
        assert member.upgrade(hub.authority, f"/ws?{query}").status == 101
        done = run(language, text, hub, folder)
        for client in (peer, member):
            client.say({"type": "ping"})
            while (message := client.receive())["type"] != "pong":
                offers += [message] if message["type"] == "offer" else []
    assert done.returncode == 0, done
    if "offer" in text and room in text:
        assert [offer["sdp"] for offer in offers] == ["v=0\r\n"], (offers, done)
    return done


@pytest.mark.parametrize("language, text", blocks("API_DOC.md"))
def test_the_snippets_of_the_reference_run(documented_hub, tmp_path, language, text):
    done = run_in_company("demo", language, text, documented_hub, tmp_path)
    assert done.stdout.strip(), "a snippet shows something"
    assert '"error":' not in done.stdout, done


def protocols():
    """The blocks of the README's protocols."""
    found = [each for each in blocks("README.md") if "Five protocols" in each.id]
    assert len(found) == 4
    return found


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


@pytest.mark.parametrize("language, text", protocols())
def test_the_snippets_of_the_readme_reach_the_room(documented_hub, tmp_path, language, text):
    done = run_in_company("tour", language, text, documented_hub, tmp_path)
    assert done.stdout.strip() and "error" not in done.stdout, done


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
    "report": "ClientMessage",
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
