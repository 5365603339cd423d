"""Fetch exact versions of npm packages into a folder, for the build scripts in this directory only."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path


def fetch_npm(name: str, version: str, folder: Path) -> Path:
    """Return the unpacked package; ``npm pack`` runs no scripts and installs nothing."""
    archive = folder / f"{name}-{version}.tgz"
    if not archive.exists():
        subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
    target = folder / f"{name}-{version}"
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"
