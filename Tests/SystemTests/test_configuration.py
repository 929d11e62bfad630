"""Flags, environment and file: who wins, and what is said to mistakes."""

import base64
import hmac
import json
import re
import socket
import time

import pytest

from hubtest.hub import ROOT, Hub, run_to_end


def seat_seconds(hub):
    """A setting that can be seen from outside."""
    return hub.join()["expiresIn"]


@pytest.fixture
def config(tmp_path):
    def write(settings):
        path = tmp_path / "hub.json"
        path.write_text(settings if isinstance(settings, str) else json.dumps(settings))
        return str(path)

    return write


def test_flags_win_over_the_environment_over_the_file_over_defaults(start_hub, config):
    file = config({"seat-seconds": 33})
    assert seat_seconds(start_hub()) == 120
    assert seat_seconds(start_hub("--config", file)) == 33
    assert seat_seconds(start_hub("--config", file, env={"HUB_SEAT_SECONDS": "44"})) == 44
    env = {"HUB_SEAT_SECONDS": "44"}
    assert seat_seconds(start_hub("--config", file, "--seat-seconds", "55", env=env)) == 55


def test_the_file_may_be_named_in_the_environment(start_hub, config):
    file = config({"seat-seconds": 34})
    assert seat_seconds(start_hub(env={"HUB_CONFIG": file})) == 34


def test_lists_are_repeated_flags_comma_lists_or_arrays(start_hub, config):
    origins = ["http://a.example", "http://b.example"]
    hubs = [
        start_hub("--allow-origin", origins[0], "--allow-origin", origins[1]),
        start_hub(env={"HUB_ALLOW_ORIGIN": ",".join(origins)}),
        start_hub("--config", config({"allow-origin": origins})),
    ]
    for hub in hubs:
        for origin in origins:
            assert hub.knock(headers={"Origin": origin}).status == 101
        assert hub.knock(headers={"Origin": "http://c.example"}).status == 403


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_plain_port_is_understood_and_hub_port_wins(start_hub):
    first, second = free_port(), free_port()
    assert start_hub(port=None, env={"PORT": str(first)}).port == first
    env = {"PORT": str(first), "HUB_PORT": str(second)}
    assert start_hub(port=None, env=env).port == second


def test_serve_is_the_default_subcommand():
    with Hub("serve", "--seat-seconds", "7") as hub:
        assert seat_seconds(hub) == 7


def test_any_directory_will_do(tmp_path):
    done = run_to_end("--version", cwd=tmp_path)
    assert done.returncode == 0


def test_ipv6_is_listened_on(start_hub):
    hub = start_hub("--host", "::1")
    assert hub.connect().welcome["peers"] == []
    assert hub.join()["webSocketUrl"].startswith(f"ws://[::1]:{hub.port}/ws?")


def test_one_loop_or_many_serve_alike(start_hub):
    for loops in ("1", "4"):
        hub = start_hub("--loops", loops, "--rate-limit", "off")
        for number in range(20):
            ada, bob = hub.room(f"room {number}", 2)
            ada.say({"type": "hello"})
            assert bob.receive()["from"] == ada.id


USAGE = [
    ["--no-such-flag"],
    ["no-such-command"],
    ["--port"],
    ["--port", "http"],
]

IMPOSSIBLE = [
    ("port", "65536"),
    ("port", "-1"),
    ("loops", "0"),
    ("log-level", "loud"),
    ("log-format", "xml"),
    ("rate-limit", "maybe"),
    ("trusted-proxy", "127.0.0.1/33"),
    ("trusted-proxy", "somewhere"),
    ("allow-origin", "not an origin"),
    ("max-message-bytes", "0"),
    ("max-room-clients", "0"),
    ("seat-seconds", "0"),
    ("dialects", "smoke-signals"),
    ("listen", "127.0.0.1:65536"),
    ("host", "not a host"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_ends_with_64(arguments):
    done = run_to_end(*arguments)
    assert done.returncode == 64, done
    assert done.stderr.startswith("signaling-hub: ") and len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("key, value", IMPOSSIBLE, ids=lambda text: text)
def test_impossible_values_end_with_a_message_that_names_them(key, value):
    done = run_to_end(f"--{key}={value}")
    assert done.returncode in (64, 78), done
    assert key in done.stderr and value in done.stderr


@pytest.mark.parametrize(
    "key, value", [row for row in IMPOSSIBLE if row[0] != "host"], ids=lambda text: text
)
def test_impossible_values_of_the_environment_end_with_78(key, value):
    name = "HUB_" + key.upper().replace("-", "_")
    done = (
        run_to_end("--port", "0", env={name: value})
        if key != "port"
        else run_to_end(env={name: value})
    )
    assert done.returncode == 78, done
    assert (name in done.stderr or key in done.stderr) and value in done.stderr


def test_an_unknown_variable_of_ours_ends_with_78():
    done = run_to_end("--port", "0", env={"HUB_NO_SUCH_KEY": "1"})
    assert done.returncode == 78 and "HUB_NO_SUCH_KEY" in done.stderr


@pytest.mark.parametrize(
    "settings, names",
    [
        ({"no-such-key": 1}, "no-such-key"),
        ({"seat-seconds": "soon"}, "seat-seconds"),
        ({"seat-seconds": -5}, "seat-seconds"),
        ({"seat-seconds": [1]}, "seat-seconds"),
        ({"log-level": "loud"}, "log-level"),
        ("not json", "hub.json"),
        ("[]", "hub.json"),
    ],
    ids=str,
)
def test_mistakes_in_the_file_end_with_78(config, settings, names):
    done = run_to_end("--port", "0", "--config", config(settings))
    assert done.returncode == 78, done
    assert names in done.stderr


def test_a_missing_file_ends_with_78(tmp_path):
    done = run_to_end("--config", str(tmp_path / "none.json"))
    assert done.returncode == 78 and "none.json" in done.stderr


@pytest.mark.parametrize(
    "flag", ["jwt-hs256-file", "jwt-public-key-file", "jwks-file", "admin-token-file"]
)
def test_files_of_keys_that_are_missing_or_bad_end_with_78(tmp_path, flag):
    file = tmp_path / "key"
    file.write_text("in plain text")
    for path in (file, tmp_path / "none", tmp_path):
        done = run_to_end("--port", "0", f"--{flag}", str(path))
        assert done.returncode == 78, done
        assert str(path) in done.stderr and "plain" not in done.stderr


def test_two_files_of_keys_or_an_audience_without_any_end_with_78():
    both = run_to_end("--port", "0", "--jwks-file", "a", "--jwt-hs256-file", "b")
    assert both.returncode == 78 and "exclude each other" in both.stderr
    none = run_to_end("--port", "0", "--jwt-audience", "hub")
    assert none.returncode == 78 and "jwt-audience" in none.stderr


def test_a_token_for_development_is_a_jwt(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef" * 2 + "\n")
    done = run_to_end(
        "token", "--room", "a", "--room", "*", "--name", "Ada", "--ttl", "60",
        env={"HUB_JWT_HS256_FILE": str(secret), "HUB_JWT_ISSUER": "dev"},
    )  # fmt: skip
    assert done.returncode == 0 and not done.stderr, done
    signed, signature = done.stdout.strip().rsplit(".", 1)
    digest = hmac.digest(b"0123456789abcdef" * 2, signed.encode(), "sha256")
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == signature
    header, claims = (
        json.loads(base64.urlsafe_b64decode(part + "==")) for part in signed.split(".")
    )
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert claims["exp"] - claims["iat"] == 60 and abs(claims["iat"] - time.time()) < 20
    assert claims["sub"] == claims["name"] == "Ada" and claims["iss"] == "dev"
    assert claims["rooms"] == ["a", "*"]


def test_a_port_in_use_ends_with_69(hub):
    done = run_to_end("--port", str(hub.port))
    assert done.returncode == 69, done
    assert str(hub.port) in done.stderr


def test_health_tells_by_its_exit_code(hub):
    assert run_to_end("health", "--url", hub.url).returncode == 0
    assert run_to_end("health", env={"PORT": str(hub.port)}).returncode == 0
    assert run_to_end("health", env={"HUB_PORT": str(hub.port)}).returncode == 0
    down = run_to_end("health", "--url", f"http://127.0.0.1:{free_port()}")
    assert down.returncode not in (0, 64, 78)
    assert down.stderr.strip()


def test_version_is_a_version():
    done = run_to_end("--version")
    assert done.returncode == 0 and re.search(r"\d+\.\d+", done.stdout)


def documented_settings(document):
    """Variable, default and meaning by flag, from each row of a document's table of settings."""
    rows = re.findall(
        r"^\| `--([a-z0-9-]+)[^`]*` \| `(HUB_[A-Z0-9_]+)`[^|]* \| ([^|]*) \| ([^|]*) \|", document, re.M
    )
    return {flag: (variable, default, meaning) for flag, variable, default, meaning in rows}


def settings_in_help():
    """Section, summary and default by flag, from `serve --help`."""
    settings = {}
    text = run_to_end("serve", "--help").stdout
    for section, lines in re.findall(r"^([A-Z]+):\n(.*?)^$", text, re.M | re.S):
        if section in ("EXAMPLES", "OPTIONS"):
            continue
        for entry in re.split(r"^  (?=--)", lines, flags=re.M)[1:]:
            words = " ".join(entry.split())
            flag, summary, default = re.fullmatch(
                r"--([a-z0-9-]+) <[^>]*> (.*) \((?:[^()]*; )?default: ([^)]*)\)", words
            ).groups()
            settings[flag] = section, summary, default
    return settings


@pytest.mark.parametrize("name", ["README.md", "API_DOC.md"])
def test_documented_settings_are_those_of_the_program(name):
    documented = documented_settings((ROOT / name).read_text())
    real = settings_in_help()
    assert len(real) >= 15
    if name == "README.md":
        assert set(documented) == set(real)
    else:
        limits = {flag for flag in real if real[flag][0] in ("LIMITS", "RATES", "TIMING")}
        assert set(documented) == limits
    for flag, (variable, default, meaning) in documented.items():
        _, summary, real_default = real[flag]
        assert variable == "HUB_" + flag.upper().replace("-", "_")
        assert default.replace(",", "") == real_default, flag
        for answer in re.findall(r"\b\d{3,4}\b", summary.partition("; else ")[2]):
            if meaning != "as above":
                assert answer in meaning, (flag, answer)


def test_variables_are_read_under_the_names_documented(start_hub):
    """Every variable of the table is one that the program takes."""
    documented = documented_settings((ROOT / "README.md").read_text())
    defaults = {
        variable: default.replace(",", "")
        for variable, default, _ in documented.values()
        if re.fullmatch(r"[0-9,]+|on|info|auto", default) and variable != "HUB_PORT"
    }
    assert len(defaults) >= 15
    assert start_hub(env=defaults).get("/readyz").status == 200
