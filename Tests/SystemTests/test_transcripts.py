"""A golden transcript per document, replayed frame by frame, and Go's types for the Go hub's."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from hubtest.transcript import play

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_the_hub_answers_as_the_transcript_says(name, secret_file):
    play(FOLDER / f"{name}.txt", secret_file)


def test_go_decodes_the_rest_bodies_with_the_types_of_its_document(hub, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GOCACHE": os.environ.get("GOCACHE", str(Path.home() / ".cache/go-build")),
        "GOFLAGS": "-mod=mod",
        "GO111MODULE": "auto",
    }
    run = subprocess.run(
        ["go", "run", str(FOLDER / "rest_client.go"), hub.url],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110, check=False,
    )
    assert run.returncode == 0, run.stderr
    read = json.loads(run.stdout)
    assert set(read["health"]) == {"serviceName", "status", "serverTime"}
    assert read["health"]["serviceName"] == "Signaling Server" and read["health"]["status"] == "ok"
    joined, left, again = read["joined"], read["left"], read["again"]
    assert re.fullmatch("[0-9A-Za-z]{6}", joined["ClientId"]) and joined["status"] == "joined"
    assert left == {**joined, "status": "left"}
    assert again["roomId"] == "go"
    assert read["one"] == {"roomId": "go", "clients": [again["ClientId"]]}
    assert read["one"] in read["all"]["rooms"]
    assert read["all"]["totalRooms"] == len(read["all"]["rooms"])
    assert read["failure"]["error"].startswith("Invalid request payload")
