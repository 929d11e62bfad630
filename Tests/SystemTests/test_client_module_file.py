"""The hub's JavaScript module as a file: its size, its types, and what it does without."""

import re
import subprocess

from hubtest.hub import ROOT

SITE = ROOT / "Sources/WebClient/Site"
TSC = ["tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "es2022"]
TSC += ["--moduleResolution", "node", "--lib", "es2022,dom,dom.iterable"]

# What an application's editor is told, right and wrong.
USE = """
import { connect, HubError, type Hub, type Peer } from "./client.js";

const stream: MediaStream | null = await navigator.mediaDevices.getUserMedia({ audio: true });
const hub: Hub = await connect({ room: "tour", name: "Ada", metadata: { a: 1 }, stream, iceServers: [] });
await connect();
const off: () => void = hub.on("peer", (peer: Peer) => hub.call(peer));
hub.on("message", (peer, data) => (typeof data === "string" ? data.length : data.byteLength));
hub.on("state", ({ state, retryIn = 0 }) => state === "reconnecting" && retryIn > 0, { signal: new AbortController().signal });
hub.on("track", (peer, track, [first]) => [peer.name, track.kind, first.id]);
const sent: boolean = hub.send(new Uint8Array(3), hub.id);
const rtt: number | undefined = (await hub.stats("x"))?.rtt;
const code: number | string = new HubError(4403, "removed").code;
// @ts-expect-error: no such event
hub.on("peers", () => {});
// @ts-expect-error: no such option
await connect({ rooms: "tour" });
// @ts-expect-error: the hub says who this is
hub.id = "x";
// @ts-expect-error: a number is neither text nor bytes
hub.send(7);
// @ts-expect-error: a message has a type
hub.say({});
export { off, sent, rtt, code };
"""


def text():
    return (SITE / "client.js").read_text()


def test_it_is_small():
    arguments = ["esbuild", "--bundle", "--minify", "--format=esm", "--target=es2022"]
    minified = subprocess.run([*arguments, SITE / "client.js"], capture_output=True, check=True).stdout
    assert 5_000 < len(minified) <= 10_240


def test_its_types_are_right():
    run = [*TSC, "--allowJs", "--checkJs", "client.js"]
    checked = subprocess.run(run, cwd=SITE, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_its_declarations_are_what_applications_need(tmp_path):
    (tmp_path / "use.ts").write_text(USE)
    for name in ("client.js", "client.d.ts"):
        (tmp_path / name).write_bytes((SITE / name).read_bytes())
    checked = subprocess.run(
        [*TSC, "use.ts"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_it_depends_on_nothing_and_writes_no_markup():
    source = text()
    assert not re.search(r"^\s*import\b(?!\.)|\bimport\(\s*[\"'`](?!\./client)", source, re.MULTILINE)
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source)
    assert max(map(len, source.splitlines())) <= 110
