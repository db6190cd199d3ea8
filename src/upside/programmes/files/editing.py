"""Writes a changed programme back into its file and leaves the rest as its author wrote it."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from upside.programmes.files.reading import parser, plain, read_file

__all__ = ["text_of", "text_with"]


def text_with(text: str, content: Mapping[str, Any]) -> str:
    """Return ``text`` with what ``content`` says instead; comments and order stay.

    The same text where nothing differs.
    """
    file = read_file(text, "")
    if file.content == content:
        return text
    _bring_to(file.tree, content)
    return _written(file.tree)


def text_of(content: Mapping[str, Any]) -> str:
    """Return a file that says ``content``, where there was none before."""
    return _written(_new(content))


def _written(tree: Any) -> str:
    out = StringIO()
    parser().dump(tree, out)
    return out.getvalue()


def _bring_to(node: CommentedMap, wanted: Mapping[str, Any]) -> None:
    for key in [key for key in node if str(key) not in wanted]:
        del node[key]
    for place, (key, value) in enumerate(wanted.items()):
        if key not in node:
            node.insert(place if key == "programme" else len(node), key, _new(value))
        elif plain(node[key]) != value:
            node[key] = _brought(node[key], value)


def _brought(node: Any, wanted: Any) -> Any:
    """Return ``node`` changed to say ``wanted``, in place where both are of one shape."""
    if isinstance(node, CommentedMap) and isinstance(wanted, Mapping):
        _bring_to(node, wanted)
        return node
    if isinstance(node, CommentedSeq) and isinstance(wanted, list):
        for place, value in enumerate(wanted[: len(node)]):
            if plain(node[place]) != value:
                node[place] = _brought(node[place], value)
        for value in wanted[len(node) :]:
            node.append(_new(value))
        del node[len(wanted) :]
        return node
    return _new(wanted)


def _new(value: Any) -> Any:
    if isinstance(value, Mapping):
        return CommentedMap((key, _new(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return CommentedSeq(_new(inner) for inner in value)
    # keys and codes read well bare; sentences are quoted, as the templates quote them
    return DoubleQuotedScalarString(value) if isinstance(value, str) and _is_prose(value) else value


def _is_prose(text: str) -> bool:
    return not text.replace("_", "").replace("-", "").isalpha()
