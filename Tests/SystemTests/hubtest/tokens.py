"""JSON Web Tokens made by hand (RFC 7515, 7519), so that the tests share no code with the hub."""

import base64
import hashlib
import hmac
import json
import time

# As long as the hash: RFC 7518 3.2 asks for no less.
SECRET = b"correct horse battery staple 0123456789 abcdef"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims, secret=SECRET, **header):
    """A token with exactly these claims, signed with HS256."""
    head = {"alg": "HS256", "typ": "JWT", **header}
    text = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    return f"{text}.{base64url(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def token(subject, rooms, name=None, seconds=3600.0, secret=SECRET, **claims):
    """A token as a login service gives it: for `rooms` (chat IDs, or "*"), for some seconds."""
    now = time.time()
    return sign(
        {
            "sub": subject,
            "name": name or subject,
            "nick": (name or subject).capitalize(),
            "rooms": rooms,
            "iat": int(now),
            "exp": int(now + seconds),
            **claims,
        },
        secret,
    )
