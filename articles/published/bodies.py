"""Bodies as answers give them, with the addresses of their pictures."""

from typing import Any

from newsroom.images.facts import image_answer, with_media_address

Body = str | list[dict[str, Any]]


def body_answer(stored: Body) -> Body:
    """Complete a stored body, a text or a list of blocks."""
    if isinstance(stored, str):
        return with_media_address(stored)
    return [_block(block) for block in stored]


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "image":
        return block
    return {"type": "image", **image_answer(block)}  # type: ignore[arg-type]
