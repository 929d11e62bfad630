"""The message schemas of openapi.yaml, to hold live messages against the description."""

import jsonschema
import yaml

from .hub import ROOT

DOCUMENT = yaml.safe_load((ROOT / "openapi.yaml").read_text())


def conforms(message, schema):
    """Fails unless `message` is what openapi.yaml says a `schema` is, with no member more."""
    described = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(described).validate(message)
    properties = DOCUMENT["components"]["schemas"][schema]
    if not properties.get("additionalProperties"):
        assert set(message) <= set(properties["properties"]), message
