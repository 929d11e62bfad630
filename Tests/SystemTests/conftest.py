from hubtest.fixtures import chat_hub, hub, room, secret_file, start_hub  # noqa: F401
