"""What a request says of itself, where several parts of the server ask for it."""

from __future__ import annotations

from starlette.types import Scope


def own_path(scope: Scope) -> str:
    """The path of a request as this application has it, wherever another has mounted it."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether who sends this header takes gzip; RFC 9110, 12.5.3."""
    weights: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        weights[name.strip()] = not weight or weight.strip("0.") != ""
    return weights.get("gzip", weights.get("*", False))


def names(if_none_match: str, etag: str) -> bool:
    """Whether one of the tags of this header is `etag`, or any is; RFC 9110, 13.1.2, compares them weakly."""
    if not if_none_match:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag.removeprefix("W/") in tags or tags == ["*"]
