"""Render web pages that we did not write, with the truth of what stands on them.

``python -m tests.benchmarks.pages --cache DIR`` fetches templates from npm (``npm pack``), shows
them at 1280 × 800 in Chromium with the network off, and keeps ``NAME.png`` and ``NAME.json`` (lines
and elements with their boxes, from the document itself) in ``DIR/pages``. Nothing of it belongs in
the repository: the photographs on the pages have licences of their own.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

WIDTH, HEIGHT = 1280, 800
ORIGIN = "pages.local"
DEFAULT_CACHE = Path.home() / ".cache" / "sightline-benchmarks"
CHROMIUM_ARGS = (
    "--disable-background-networking",
    "--force-color-profile=srgb",
    "--disable-lcd-text",
)


@dataclass(frozen=True, slots=True)
class Page:
    """``path`` of a page inside an npm package, scrolled down by ``scroll`` pixels."""

    name: str
    package: str
    path: str
    scroll: int = 0


_SB = "startbootstrap-"
_TABLER = "@tabler/preview@1.2.0"
PAGES = (
    Page("sbadmin2-index", f"{_SB}sb-admin-2@4.1.4", "index.html"),
    Page("sbadmin2-tables", f"{_SB}sb-admin-2@4.1.4", "tables.html"),
    Page("agency", f"{_SB}agency@7.0.12", "dist/index.html"),
    Page("resume", f"{_SB}resume@7.0.6", "dist/index.html"),
    Page("modern-pricing", f"{_SB}modern-business@5.0.7", "dist/pricing.html"),
    Page("tabler-invoice", _TABLER, "dist/invoice.html"),
    Page("gentelella-projects", "gentelella@4.2.0", "dist/production/projects.html"),
    Page("material-dashboard", "material-dashboard@3.1.0", "pages/dashboard.html"),
    Page("soft-billing", "soft-ui-dashboard@1.0.1", "pages/billing.html"),
    Page("bulma-forum", "bulma-templates@0.6.0", "templates/forum.html"),
    Page("spectre-forms", "spectre.css@0.5.9", "docs/elements/forms.html"),
    Page("tabler-dark", _TABLER, "dist/index.html?theme=dark"),
    Page("sbadmin2-login", f"{_SB}sb-admin-2@4.1.4", "login.html"),
    Page("sbadmin2-cards", f"{_SB}sb-admin-2@4.1.4", "cards.html"),
    Page("sbadmin2-buttons", f"{_SB}sb-admin-2@4.1.4", "buttons.html"),
    Page("freelancer", f"{_SB}freelancer@7.0.7", "dist/index.html"),
    Page("cleanblog-index", f"{_SB}clean-blog@6.0.9", "dist/index.html"),
    Page("cleanblog-post-900", f"{_SB}clean-blog@6.0.9", "dist/post.html", 900),
    Page("agency-900", f"{_SB}agency@7.0.12", "dist/index.html", 900),
    Page("grayscale-900", f"{_SB}grayscale@7.0.6", "dist/index.html", 900),
    Page("landing-page", f"{_SB}landing-page@6.0.6", "dist/index.html"),
    Page("casual-products", f"{_SB}business-casual@7.0.9", "dist/products.html"),
    Page("shop-400", f"{_SB}shop-homepage@5.0.6", "dist/index.html", 400),
    Page("modern-faq", f"{_SB}modern-business@5.0.7", "dist/faq.html"),
    Page("modern-contact", f"{_SB}modern-business@5.0.7", "dist/contact.html"),
    Page("tabler-index", _TABLER, "dist/index.html"),
    Page("tabler-sign-in", _TABLER, "dist/sign-in.html"),
    Page("tabler-pricing", _TABLER, "dist/pricing.html"),
    Page("tabler-settings", _TABLER, "dist/settings.html"),
    Page("tabler-chat", _TABLER, "dist/chat.html"),
    Page("tabler-forms-dark", _TABLER, "dist/form-elements.html?theme=dark"),
    Page("tabler-tables", _TABLER, "dist/tables.html"),
    Page("gentelella-index", "gentelella@4.2.0", "dist/production/index.html"),
    Page("gentelella-inbox", "gentelella@4.2.0", "dist/production/inbox.html"),
    Page("bulma-blog", "bulma-templates@0.6.0", "templates/blog.html"),
    Page("bulma-admin", "bulma-templates@0.6.0", "templates/admin.html"),
    Page("bulma-landing", "bulma-templates@0.6.0", "templates/landing.html"),
    Page("material-tables", "material-dashboard@3.1.0", "pages/tables.html"),
    Page("soft-tables", "soft-ui-dashboard@1.0.1", "pages/tables.html"),
    Page("argon-landing", "argon-design-system-free@1.2.0", "examples/landing.html"),
    Page("spectre-tables", "spectre.css@0.5.9", "docs/elements/tables.html"),
    Page("h5bp-404", "html5-boilerplate@9.0.1", "dist/404.html"),
)

_GENTELELLA = "gentelella@4.2.0"
FORMS = (
    Page("tabler-sign-up", _TABLER, "dist/sign-up.html"),
    Page("tabler-tasks", _TABLER, "dist/tasks.html"),
    Page("tabler-users", _TABLER, "dist/users.html"),
    Page("tabler-datatables", _TABLER, "dist/datatables.html"),
    Page("tabler-search-results", _TABLER, "dist/search-results.html"),
    Page("tabler-form-elements-700", _TABLER, "dist/form-elements.html", 700),
    Page("tabler-job-listing", _TABLER, "dist/job-listing.html"),
    Page("tabler-buttons", _TABLER, "dist/buttons.html"),
    Page("gentelella-form", _GENTELELLA, "dist/production/form.html"),
    Page("gentelella-form-700", _GENTELELLA, "dist/production/form.html", 700),
    Page("gentelella-validation", _GENTELELLA, "dist/production/form_validation.html"),
    Page("gentelella-settings", _GENTELELLA, "dist/production/settings.html"),
    Page("gentelella-login", _GENTELELLA, "dist/production/login.html"),
    Page("gentelella-buttons", _GENTELELLA, "dist/production/form_buttons.html"),
    Page("gentelella-files", _GENTELELLA, "dist/production/file_manager.html"),
    Page("material-sign-in", "material-dashboard@3.1.0", "pages/sign-in.html"),
    Page("soft-sign-up", "soft-ui-dashboard@1.0.1", "pages/sign-up.html"),
    Page("spectre-forms-900", "spectre.css@0.5.9", "docs/elements/forms.html", 900),
    Page("spectre-forms-2500", "spectre.css@0.5.9", "docs/elements/forms.html", 2_500),
    Page("bulma-login", "bulma-templates@0.6.0", "templates/login.html"),
    Page("sbadmin2-register", f"{_SB}sb-admin-2@4.1.4", "register.html"),
)
"""Pages with more fields and boxes to tick; no rule was made by looking at them."""

_ICONS = "@fortawesome/fontawesome-free@6.7.2"
_CDN = (
    (re.compile(r"use\.fontawesome\.com/releases/[^/]+/(.*)"), _ICONS, r"\1"),
    (re.compile(r"cdn\.jsdelivr\.net/npm/bootstrap@[^/]+/(.*)"), "bootstrap@5.2.3", r"\1"),
    (
        re.compile(r"cdn\.jsdelivr\.net/npm/bootstrap-icons@[^/]+/(.*)"),
        "bootstrap-icons@1.11.3",
        r"\1",
    ),
    (
        re.compile(r"cdnjs\.cloudflare\.com/ajax/libs/bulma/[^/]+/(.*?)(?:\.min)?\.css"),
        "bulma@0.6.0",
        r"\1.css",
    ),
    (
        re.compile(r"cdnjs\.cloudflare\.com/ajax/libs/font-awesome/[^/]+/(.*)"),
        "font-awesome@4.7.0",
        r"\1",
    ),
)
"""What pages fetch from content networks, and the package that holds the same."""

_FONTS = {
    name: f"@fontsource/{name}"
    for name in (
        "inter", "lato", "lora", "montserrat", "nunito", "open-sans", "raleway", "roboto",
        "roboto-slab", "saira-extra-condensed", "varela-round",
    )
}  # fmt: skip
_MATERIAL_ICONS = "material-icons@1.13.12"
_INTEGRITY = re.compile(rb'\sintegrity="[^"]*"')


class Packages:
    """npm packages, unpacked below a folder; fetched by ``npm pack`` when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def root(self, package: str) -> Path:
        """The folder with the package's files."""
        target = self.folder / re.sub(r"[@/]+", "-", package).strip("-")
        if not target.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            packed = subprocess.run(
                ["npm", "pack", "--silent", package],
                cwd=self.folder, check=True, capture_output=True, text=True,
            ).stdout.split()[-1]  # fmt: skip
            with tarfile.open(self.folder / packed) as archive:
                archive.extractall(target, filter="data")
            (self.folder / packed).unlink()
        return next(path for path in target.iterdir() if path.is_dir())

    def file(self, package: str, path: str) -> Path | None:
        """A file of a package, or ``None``; never one outside it."""
        root = self.root(package).resolve()
        found = (root / unquote(path)).resolve()
        return found if found.is_relative_to(root) and found.is_file() else None


def _font_rules(packages: Packages, url: str) -> str:
    """``@font-face`` rules for a Google Fonts URL, from the Fontsource packages."""
    asked = [
        family.split(":")[0]
        for value in parse_qs(urlsplit(url).query).get("family", [])
        for family in value.split("|")
    ]
    rules = []
    for family in asked:
        name = family.lower().replace(" ", "-").replace("+", "-")
        if name.startswith("material-icons"):
            file = f"iconfont/{name}.woff2"
            rules.append(
                f"@font-face{{font-family:'{family}';src:url(http://{ORIGIN}/_icons/{file})}}"
                f".{name}{{font-family:'{family}';font-size:24px;line-height:1;"
                "text-transform:none;display:inline-block;white-space:nowrap;"
                "font-feature-settings:'liga'}"
            )
        if name not in _FONTS:
            continue
        files = packages.root(_FONTS[name]) / "files"
        for path in sorted(files.glob(f"{name}-latin-[0-9]*.woff2")):
            weight, style = path.stem.split("-")[-2:]
            rules.append(
                f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
                f"src:url(http://{ORIGIN}/_fonts/{name}/{path.name})}}"
            )
    return "\n".join(rules)


def _local_file(packages: Packages, page: Page, url: str) -> Path | None:
    parts = urlsplit(url)
    path = parts.path.lstrip("/")
    if parts.hostname == ORIGIN:
        if path.startswith("_fonts/"):
            _, name, file = path.split("/")
            return packages.file(_FONTS[name], f"files/{file}")
        if path.startswith("_icons/"):
            return packages.file(_MATERIAL_ICONS, path.removeprefix("_icons/"))
        # gentelella's built pages name their assets from the root of dist
        return packages.file(page.package, path) or packages.file(page.package, f"dist/{path}")
    address = f"{parts.hostname}/{path}"
    for pattern, package, replacement in _CDN:
        if match := pattern.match(address):
            return packages.file(package, match.expand(replacement))
    return None


def _answer(packages: Packages, page: Page, route: Any) -> None:
    url = route.request.url
    headers = {"access-control-allow-origin": "*"}
    if url.startswith(("data:", "blob:")):
        route.continue_()
    elif urlsplit(url).hostname == "fonts.googleapis.com":
        rules = _font_rules(packages, url)
        route.fulfill(status=200, content_type="text/css", body=rules, headers=headers)
    elif (found := _local_file(packages, page, url)) is None:
        route.abort()
    else:
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        body = found.read_bytes()
        if kind == "text/html":
            body = _INTEGRITY.sub(b"", body)
        route.fulfill(status=200, content_type=kind, body=body, headers=headers)


def render(pages: Iterable[Page], cache: Path) -> Iterator[tuple[Page, Path, dict[str, Any]]]:
    """Yield each page with its picture's path and its truth; rendered once, then kept."""
    folder = cache / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    todo = [page for page in pages if not (folder / f"{page.name}.json").is_file()]
    if todo:
        _render_all(todo, folder, Packages(cache / "npm"))
    for page in pages:
        truth = json.loads((folder / f"{page.name}.json").read_text(encoding="utf-8"))
        yield page, folder / f"{page.name}.png", truth


def _render_all(pages: Iterable[Page], folder: Path, packages: Packages) -> None:
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch

    look = Path(__file__).with_name("pages.js").read_text(encoding="utf-8")
    look = look[look.index("() =>") :].rstrip().rstrip(";")
    with sync_playwright() as playwright:
        browser = launch(playwright, CHROMIUM_ARGS)
        for page in pages:
            packages.root(page.package)
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                reduced_motion="reduce",
                service_workers="block",
            )
            context.route("**/*", partial(_answer, packages, page))
            tab = context.new_page()
            tab.goto(f"http://{ORIGIN}/{page.path}", wait_until="load")
            tab.evaluate("document.fonts.ready.then(() => true)")
            tab.evaluate("y => scrollTo({ top: y, behavior: 'instant' })", page.scroll)
            tab.wait_for_timeout(1_200)  # entrance animations of the templates
            tab.screenshot(path=folder / f"{page.name}.png", animations="disabled")
            truth = tab.evaluate(look)
            text = json.dumps(truth, ensure_ascii=False)
            (folder / f"{page.name}.json").write_text(text, encoding="utf-8")
            lines, elements = len(truth["lines"]), len(truth["elements"])
            print(f"{page.name}: {lines} lines, {elements} elements", flush=True)
            context.close()
        browser.close()


def main() -> None:
    """Render the first ``--pages`` pages into ``--cache``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=len(PAGES))
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    arguments = parser.parse_args()
    for _ in render(PAGES[: arguments.pages], arguments.cache):
        pass


if __name__ == "__main__":
    main()
