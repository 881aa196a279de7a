"""One way of writing JSON, so that a digest means the same everywhere."""

import hashlib
import json


def digest(content: object) -> str:
    """SHA-256 of plain JSON values, keys sorted, no spaces."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
