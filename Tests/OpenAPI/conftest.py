from hubtest.fixtures import hub, room, start_hub  # noqa: F401
