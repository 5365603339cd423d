"""Take the pictures of the documentation from the running application.

``python tools/screenshots.py [FOLDER]`` writes ``docs/images/*.png`` (or into FOLDER); needs
Chromium on the path. The departure is fixed, so that a picture only changes when the page or the
data do.
"""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from corridor_planner.planning.session import open_planner
from corridor_planner.settings import read_settings
from corridor_planner.webapp import create_app

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
CORRIDOR = (
    "from=kz-cn-altynkol-rail:CN&to=ge-port-poti&profile=container-block-train&depart=2026-03-02T08:00"
    "&avoid_country=RU&avoid_country=IR&avoid_country=TM"
)
DRIVE = "from=kz-almaty&to=kg-bishkek&profile=car&depart=2026-07-10T08:00&nationality=DE"
REFUSED = "from=ge-tbilisi&to=az-baku&profile=car&depart=2026-07-10T08:00&nationality=DE&avoid_mode=ferry"
PICTURES = {  # name: (query, width, height, scheme)
    "planner": (CORRIDOR, 1440, 900, "light"),
    "planner-dark": (CORRIDOR, 1440, 900, "dark"),
    "planner-phone": (DRIVE, 390, 844, "light"),
    "planner-phone-dark": (CORRIDOR, 390, 844, "dark"),
    "planner-empty": ("", 1440, 900, "light"),
    "planner-refused": (REFUSED, 1440, 900, "light"),
}


def main() -> int:
    """Serve the planner, visit it and take every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    folder.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, create_app(read_settings({}), open_planner()), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name in PICTURES:
            take(browser, f"http://127.0.0.1:{server.server_port}", name, folder)
        browser.close()
    server.shutdown()
    return 0


def take(browser: Browser, site: str, name: str, folder: Path) -> None:
    """Take one picture, once map and answer are drawn."""
    query, width, height, scheme = PICTURES[name]
    phone = width < 768
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=2 if phone else 1,
        has_touch=phone, is_mobile=phone, reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{site}/explore?{query}")
    expect(page.locator("#map_planner[data-ready='1']")).to_be_visible(timeout=20_000)
    if query:
        expect(page.locator("#result-heading")).to_be_visible(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    page.screenshot(path=folder / f"{name}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
