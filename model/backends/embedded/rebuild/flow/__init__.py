"""A measured sheet as HTML that a developer would keep: rows, columns, controls, classes."""

from __future__ import annotations

from model.backends.embedded.rebuild.flow.above import raise_covered
from model.backends.embedded.rebuild.flow.document import Writer
from model.backends.embedded.rebuild.flow.harmony import harmonize
from model.backends.embedded.rebuild.flow.nodes import Node
from model.backends.embedded.rebuild.flow.roles import assign_roles
from model.backends.embedded.rebuild.flow.settle import settle
from model.backends.embedded.rebuild.flow.solve import solve_page
from model.backends.embedded.rebuild.flow.tree import build_tree
from model.backends.embedded.rebuild.parts import Sheet
from model.errors import SandboxError
from model.rendering import Renderer

__all__ = ["write_flow"]


def write_flow(sheet: Sheet, renderer: Renderer | None = None) -> str:
    """Write ``sheet`` as one HTML document that needs nothing from elsewhere.

    Pieces stand in rows and columns found along the gaps between them; margins and sizes are
    solved so that each lands where it was seen. With a ``renderer`` the page is looked at once,
    and paragraphs that wrap elsewhere than on the screenshot are broken by hand.
    """
    sheet = harmonize(sheet)
    root = build_tree(sheet)
    title = assign_roles(root, sheet)
    raise_covered(root)
    html = _written(root, sheet, title)
    if renderer is not None and any(node.wraps for node in root.walk()):
        try:
            rendered = renderer.render(html, sheet.width, sheet.height)
        except SandboxError:
            return html  # it was not looked at; the page is whole without
        if settle(root, rendered):
            html = _written(root, sheet, title)
    return html


def _written(root: Node, sheet: Sheet, title: str) -> str:
    solve_page(root)
    return Writer(sheet).document(root, title)
