"""Makes the example pictures and their truth: ``python assets/make.py`` (needs Chromium).

Every picture is one of our own pages, rendered offline. What stands in ``data-truth`` is measured
from the DOM, so the boxes in ``truth.json`` are true by construction. Fonts: Liberation, WenQuanYi.
"""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
PAGES = HERE / "pages"
QR_TEXT = "https://sightline.example/night-swim"
_SIZE = re.compile(r"<title>(\d+)x(\d+)</title>")
_MEASURE = """() => [...document.querySelectorAll('[data-truth]')].map(node => {
  const letters = document.createRange();
  letters.selectNodeContents(node);
  const isText = ['text', 'link'].includes(node.dataset.truth);
  const box = (isText ? letters : node).getBoundingClientRect();
  return {kind: node.dataset.truth, text: node.dataset.text ?? node.textContent.trim(),
          color: node.dataset.color ?? null,
          box: [box.left, box.top, box.right, box.bottom].map(value => Math.round(value))};
})"""
# The second state of the dashboard: what a tester should be told has changed.
_CHANGES = {
    "passengers": "18,951",
    "ontime": "91 %",
    "dep": "10:55",
}


def main() -> None:
    """Render every page, measure its truth and write pictures, thumbnails and ``truth.json``."""
    from playwright.sync_api import sync_playwright

    truth: dict[str, Any] = {}
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        for name in sorted(path.stem for path in PAGES.glob("*.html")):
            html = (PAGES / f"{name}.html").read_text("utf-8")
            found = _SIZE.search(html)
            assert found, f"{name}.html must give its size in its title"
            width, height = int(found[1]), int(found[2])
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content(html)
            if name == "poster":
                page.evaluate("src => document.getElementById('qr').src = src", _qr())
                page.wait_for_function("document.getElementById('qr').complete")
            truth[name] = _save(name, page.screenshot(), page.evaluate(_MEASURE))
            if name == "dashboard":
                page.evaluate(_change(), _CHANGES)
                truth["dashboard-later"] = _save(
                    "dashboard-later", page.screenshot(), page.evaluate(_MEASURE)
                )
            page.close()
        browser.close()
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    # A box a line instead of a number a line.
    text = re.sub(r"\[\s+(-?\d+),\s+(-?\d+),\s+(-?\d+),\s+(-?\d+)\s+\]", r"[\1, \2, \3, \4]", text)
    (HERE / "truth.json").write_text(text + "\n", "utf-8")


def _save(name: str, png: bytes, items: list[dict[str, Any]]) -> dict[str, Any]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if name in ("receipt", "landscape"):
        # A camera's softness and grain, the same at every run.
        soft = np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), np.float32)
        grain = np.random.default_rng(5).normal(0, 4.5, soft.shape[:2])[..., None]
        image = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))
        file = f"{name}.jpg"
        image.save(HERE / file, quality=84, optimize=True)
    else:
        file = f"{name}.png"
        image.save(HERE / file, optimize=True)
    small = image.copy()
    small.thumbnail((320, 320), Image.Resampling.LANCZOS)
    (HERE / "thumbnails").mkdir(exist_ok=True)
    small.save(HERE / "thumbnails" / f"{name}.webp", quality=80)
    return {"file": file, "width": image.width, "height": image.height, "truth": items}


def _change() -> str:
    return """changes => {
      for (const [key, text] of Object.entries(changes))
        document.querySelector(`[data-v="${key}"]`).textContent = text;
      const delta = document.querySelector('[data-v="ontime-d"]');
      delta.textContent = '-5.0 %'; delta.className = 'down';
      document.querySelector('[data-v="line"]').setAttribute(
        'd', 'M10 250 120 210 230 226 340 160 450 178 560 96 674 190');
      document.querySelector('[data-v="a"]').remove();
    }"""


def _qr() -> str:
    import cv2

    encoder = cv2.QRCodeEncoder.create()
    modules = Image.fromarray(encoder.encode(QR_TEXT))
    buffer = io.BytesIO()
    modules.resize((modules.width * 8, modules.height * 8), Image.Resampling.NEAREST).save(
        buffer, "PNG"
    )
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _chromium() -> str | None:
    import shutil

    return shutil.which("chromium") or shutil.which("chromium-browser")


if __name__ == "__main__":
    main()
