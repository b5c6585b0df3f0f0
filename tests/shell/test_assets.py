"""The front-end fetch, against a real npm program that packs from a local folder."""

import base64
import hashlib
import io
import tarfile

import pytest

from openiln.shell import assets

NPM = """#!/bin/sh
[ -f "{tarball}" ] || {{ echo "no network" >&2; exit 1; }}
cp "{tarball}" .
"""


def tarball(folder, files):
    """A package as the registry serves it."""
    path = folder / "pack.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Puts an npm on the PATH that serves one package, and pins that package."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")

    def serve(files, *, sha512=None, wanted=lambda _: ["a.css"]):
        path = tarball(tmp_path, files)
        digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
        npm = tmp_path / "bin" / "npm"
        npm.write_text(NPM.format(tarball=path))
        npm.chmod(0o755)
        package = assets.Package("@x/look", "1.0.0", sha512 or digest, "package", wanted)
        monkeypatch.setattr(assets, "PACKAGES", (package,))
        return {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}

    return serve


def test_a_package_is_fetched_checked_and_kept_without_its_source_map_comments(registry, tmp_path):
    env = registry(
        {"a.css": b"p{}\n/*# sourceMappingURL=a.css.map */", "b.js": b"1", "LICENSE": b"free"},
        wanted=lambda _: ["a.css", "LICENSE"],
    )
    assert [p.name for p in assets.missing()] == ["@x/look"]
    assets.fetch(env=env)
    assert (tmp_path / "vendor/look/a.css").read_bytes() == b"p{}\n"
    assert (tmp_path / "vendor/look/LICENSE").read_bytes() == b"free"
    assert not (tmp_path / "vendor/look/b.js").exists()
    assert assets.missing() == []


def test_the_second_fetch_calls_nothing(registry, tmp_path):
    env = registry({"a.css": b"p{}"})
    assets.fetch(env=env)
    (tmp_path / "bin" / "npm").unlink()
    assets.fetch(env=env)


def test_another_package_than_the_pinned_one_is_refused_and_nothing_is_kept(registry, tmp_path):
    env = registry({"a.css": b"p{}"}, sha512="not-this")
    with pytest.raises(assets.FetchError, match="not the pinned not-this"):
        assets.fetch(env=env)
    assert not (tmp_path / "vendor/look").exists()


def test_a_fetch_without_a_network_says_so(registry, tmp_path):
    env = registry({"a.css": b"p{}"})
    (tmp_path / "pack.tgz").unlink()
    with pytest.raises(assets.FetchError, match=r"no network\. Is there a network\?"):
        assets.fetch(env=env)


def test_a_machine_without_npm_is_told_what_to_do(registry, tmp_path):
    registry({"a.css": b"p{}"})
    with pytest.raises(assets.FetchError, match=r"Run \./dev"):
        assets.fetch(env={"PATH": str(tmp_path / "empty")})


def test_a_package_that_lacks_a_file_is_refused(registry):
    env = registry({"a.css": b"p{}"}, wanted=lambda _: ["gone.css"])
    with pytest.raises(assets.FetchError, match=r"has no file package/gone\.css"):
        assets.fetch(env=env)


def test_the_stylesheet_brings_all_that_it_refers_to():
    css = b"@font-face{src:url(../fonts/x/a.woff2)}a{background:url('../img/i/b.svg')}"
    wanted = assets._uswds_files(lambda _: css)
    assert {"fonts/x/a.woff2", "img/i/b.svg", "css/uswds.min.css", "../LICENSE.md"} <= set(wanted)


def test_the_pinned_packages_are_here():
    assert assets.missing() == []
    text = (assets.VENDOR / "uswds/css/uswds.min.css").read_bytes()
    assert b"sourceMappingURL" not in text
