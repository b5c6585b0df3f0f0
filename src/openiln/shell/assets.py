"""Fetch the two front-end packages that OpenILN shows itself with, and check what came.

Called by `./dev` in a checkout and by the build hook when a wheel is made; never at run time.
Uses only the standard library, because the build hook runs before anything is installed.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent / "static" / "vendor"

_CSS_REFERENCE = re.compile(rb"url\([\"']?\.\./((?:img|fonts)/[\w./-]+)")
_SOURCE_MAP = re.compile(rb"(?:/\*|//)# ?sourceMappingURL=[^\n*]*(?:\*/)?")


class FetchError(Exception):
    """A front-end package could not be fetched, or is not the one that was pinned."""


@dataclass(frozen=True)
class Package:
    """One pinned npm package.

    `sha512` is the integrity value that the registry publishes for the tarball, base64.
    `wanted` names the files below the package's `base` folder to keep, given a reader of them.
    """

    name: str
    version: str
    sha512: str
    base: str
    wanted: Callable[[Callable[[str], bytes]], list[str]]

    @property
    def folder(self) -> Path:
        return VENDOR / self.name.rpartition("/")[2]

    @property
    def stamp(self) -> str:
        return f"{self.name} {self.version} sha512-{self.sha512}\n"


def _uswds_files(read: Callable[[str], bytes]) -> list[str]:
    """The stylesheet, all that it refers to, the two scripts, and three faces for PDFs."""
    referred = {match.decode() for match in _CSS_REFERENCE.findall(read("css/uswds.min.css"))}
    faces = [
        f"fonts/source-sans-pro/sourcesanspro-{cut}-webfont.ttf"
        for cut in ("regular", "bold", "italic")
    ]
    scripts = ["js/uswds.min.js", "js/uswds-init.min.js"]
    return ["../LICENSE.md", "css/uswds.min.css", *scripts, *sorted(referred), *faces]


PACKAGES = (
    Package(
        name="@uswds/uswds",
        version="3.14.0",
        sha512=(
            "kwZ50TqGszxj3+MQhm+c84hI0y8rIKoc7ZLKbuHg+8rTkFisp9lXOMRD2wclyyuYZahpADxMvaPong7bwL7cew=="
        ),
        base="package/dist",
        wanted=_uswds_files,
    ),
    Package(
        name="us-atlas",
        version="3.0.1",
        sha512=(
            "wEIZCq0ImPvGblTd8gZMqNNCPkQshugMUG/8nkSWXb02+XqNFREg9atHOKP9w6prLZTpqcLhSvdBW81MkV3/0Q=="
        ),
        base="package",
        wanted=lambda _: ["LICENSE", "counties-albers-10m.json"],
    ),
)


def missing() -> list[Package]:
    """The packages that are not there in the pinned version."""
    return [p for p in PACKAGES if not _is_fetched(p)]


def fetch(env: Mapping[str, str] | None = None) -> None:
    """Fetch what is missing with npm, check each tarball's sha512, keep the files we use.

    A package is put in place whole or not at all.

    Raises:
        FetchError: npm is absent or fails, or a tarball is not the pinned one.
    """
    for package in missing():
        VENDOR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=VENDOR) as folder:
            tarball = _pack(package, Path(folder), dict(env if env is not None else os.environ))
            check_integrity(package, tarball.read_bytes())
            ready = Path(folder) / "ready"
            _unpack(package, tarball, ready)
            (ready / "fetched.txt").write_text(package.stamp)
            shutil.rmtree(package.folder, ignore_errors=True)
            ready.replace(package.folder)


def check_integrity(package: Package, content: bytes) -> None:
    """Refuse a tarball whose sha512 is not the pinned one."""
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != package.sha512:
        raise FetchError(
            f"{package.name} {package.version} came with sha512 {found}, not the pinned "
            f"{package.sha512}. Nothing was kept. Try again; if it stays so, do not use it."
        )


def _is_fetched(package: Package) -> bool:
    stamp = package.folder / "fetched.txt"
    return stamp.exists() and stamp.read_text() == package.stamp


def _pack(package: Package, folder: Path, env: dict[str, str]) -> Path:
    npm = shutil.which("npm", path=env.get("PATH"))
    if npm is None:
        raise FetchError(
            "npm is needed to fetch the front-end packages and is not on the PATH. "
            "Run ./dev, which brings one, or install Node.js."
        )
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    tarballs = list(folder.glob("*.tgz"))
    if done.returncode or not tarballs:
        raise FetchError(
            f"npm could not fetch {package.name} {package.version}: "
            f"{done.stderr.strip() or 'it said nothing'}. Is there a network?"
        )
    return tarballs[0]


def _unpack(package: Package, tarball: Path, target: Path) -> None:
    """Write the wanted files below `target`, without the source map comments.

    Those name files that are not kept, and a manifest of static files refuses a dangling name.
    """
    with tarfile.open(tarball) as archive:
        names = archive.getnames()

        def read(name: str) -> bytes:
            member = os.path.normpath(f"{package.base}/{name}")
            content = archive.extractfile(member) if member in names else None
            if content is None:
                raise FetchError(f"{package.name} {package.version} has no file {member}.")
            return content.read()

        for name in package.wanted(read):
            place = target / name.removeprefix("../")
            place.parent.mkdir(parents=True, exist_ok=True)
            content = read(name)
            if place.suffix in {".css", ".js"}:
                content = _SOURCE_MAP.sub(b"", content)
            place.write_bytes(content)
