from hubtest.fixtures import (  # noqa: F401
    browser,
    chat_hub,
    hub,
    room,
    secret_file,
    start_hub,
)
