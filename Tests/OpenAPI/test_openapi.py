"""openapi.yaml against its own standard, against the live hub, and through a generated client."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hubtest.hub import ROOT, Hub

HERE = Path(__file__).parent
TOOLS = Path(sys.executable).parent
DESCRIPTION = ROOT / "openapi.yaml"
SECONDS = os.environ.get("SCHEMATHESIS_SECONDS", "60")


def run(*command, cwd, **variables):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def open_hub():
    with Hub("--rate-limit", "off") as hub:
        yield hub


def test_the_description_is_valid(tmp_path):
    assert "OK" in run(TOOLS / "openapi-spec-validator", DESCRIPTION, cwd=tmp_path)


def test_the_description_served_is_this_one(open_hub):
    assert open_hub.get("/openapi.yaml").body == DESCRIPTION.read_bytes()


@pytest.mark.timeout(300)
def test_the_hub_does_what_the_description_says(open_hub, tmp_path):
    run(
        TOOLS / "schemathesis",
        *("--config-file", HERE / "schemathesis.toml"),
        *("run", DESCRIPTION, "--url", open_hub.url, "--checks", "all"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--max-time", SECONDS),
        *("--seed", "1", "--no-color"),
        cwd=tmp_path,
        PYTHONPATH=str(HERE),
        SCHEMATHESIS_HOOKS="hooks",
    )


@pytest.mark.timeout(300)
def test_a_generated_client_joins_reads_stats_and_leaves(open_hub, tmp_path):
    run(
        TOOLS / "openapi-generator-cli",
        *(
            "generate",
            "-g",
            "python",
            "-i",
            DESCRIPTION,
            "-o",
            tmp_path,
            "--package-name",
            "hub_client",
        ),
        cwd=tmp_path,
    )
    output = run(
        sys.executable,
        HERE / "generated_client.py",
        open_hub.url,
        cwd=tmp_path,
        PYTHONPATH=str(tmp_path),
    )
    assert output.endswith("joined, counted, left\n")
