"""Training configurations as TOML files: read by Python's own reader, written by a few lines."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nn_core.errors import ConfigError

__all__ = ["as_toml", "read_toml"]


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    ConfigError
        If the file cannot be read or is no TOML.
    """
    try:
        # Editors on Windows put a mark before the first letter, which TOML does not know.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML file: {error}.") from error


def as_toml(values: Mapping[str, Any], *, comment: str = "") -> str:
    """Write a table as TOML, one line for each value; values of None are left out, inside too.

    Parameters
    ----------
    values
        Texts, numbers, truth values, and lists and tables of them.
    comment
        What the file opens with.
    """
    lines = [f"# {line}" for line in comment.splitlines()]
    lines += [f"{key} = {_value(value)}" for key, value in values.items() if value is not None]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = [f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None]
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, Mapping) for item in value):
            return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        # A JSON text is a TOML text, but for one character that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _value(key)
