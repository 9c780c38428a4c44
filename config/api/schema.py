"""The OpenAPI document: what every operation has in common."""

from typing import Any

PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457). `code` is for programs, `detail` tells a person what to do.",
    "required": ["type", "title", "status", "code", "detail", "fields"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "description": "Messages by the path of the field, such as `answers.0.score`.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def document_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every operation that it may be refused with problem JSON. A postprocessing hook of drf-spectacular."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    refused = {
        "description": "Refused.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"].setdefault("4XX", refused)
    return result
