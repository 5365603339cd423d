"""Write the vendored front end: exact versions, each with its licence, and their checksums.

Run ``python tools/vendor.py`` with npm on the path. ``--check`` writes nothing and only compares
the committed files with the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from npm_packages import fetch_npm

VENDOR = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
PACKAGES = {
    ("leaflet", "1.9.4", "BSD-2-Clause"): (
        "LICENSE",
        "dist/leaflet.js",
        "dist/leaflet.css",
        "dist/images/layers.png",
        "dist/images/layers-2x.png",
        "dist/images/marker-icon.png",
        "dist/images/marker-icon-2x.png",
        "dist/images/marker-shadow.png",
    ),
}


def main() -> int:
    """Vendor, or check what is vendored."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        wrong = changed_files()
        sys.stderr.writelines(f"{name} differs from {MANIFEST.name}\n" for name in wrong)
        return 1 if wrong else 0
    packages = []
    with tempfile.TemporaryDirectory() as folder:
        for (name, version, licence), files in PACKAGES.items():
            package = fetch_npm(name, version, Path(folder))
            target = VENDOR / name
            shutil.rmtree(target, ignore_errors=True)
            for file in files:
                copy = target / Path(file).relative_to("dist") if file.startswith("dist/") else target / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(without_source_map((package / file).read_bytes()))
            packages.append({"name": name, "version": version, "licence": licence})
    files = {
        str(p.relative_to(VENDOR)): checksum(p) for p in sorted(VENDOR.rglob("*")) if p.is_file() and p != MANIFEST
    }
    MANIFEST.write_text(json.dumps({"packages": packages, "sha256": files}, indent=2) + "\n")
    return 0


def changed_files() -> list[str]:
    """Return the vendored files that are missing or not those of the manifest."""
    known: dict[str, str] = json.loads(MANIFEST.read_text())["sha256"]
    return [name for name, digest in known.items() if not (VENDOR / name).exists() or checksum(VENDOR / name) != digest]


def without_source_map(content: bytes) -> bytes:
    """Drop the pointer to a map that is not shipped, so that developer tools ask for nothing."""
    lines = content.split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
