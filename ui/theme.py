"""How Sightline looks: neutral greys with a breath of green, one teal accent, bundled fonts."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.themes.utils import colors, fonts

STATIC = Path(__file__).parent / "static"
CSS = STATIC / "sightline.css"
SCRIPT = STATIC / "sightline.js"

_SLATE = colors.Color(
    name="sightline",
    c50="#f7f9f8",
    c100="#eef2f1",
    c200="#dfe6e4",
    c300="#c6d0ce",
    c400="#8b9a97",
    c500="#5f6f6c",
    c600="#485754",
    c700="#33403e",
    c800="#1f2928",
    c900="#151d1c",
    c950="#0e1413",
)
_LIGHT, _DARK = "#0f766e", "#2dd4bf"


def theme() -> gr.themes.Base:
    """The theme; its fonts are IBM Plex, served by Gradio itself, so nothing is fetched.

    The semi-bold file that Gradio 6.31 bundles lacks most letters, so bold stands in for it.
    """
    return gr.themes.Base(
        primary_hue=colors.teal,
        secondary_hue=colors.teal,
        neutral_hue=_SLATE,
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.sizes.text_md,
        font=(
            fonts.LocalFont("IBM Plex Sans", weights=(400, 700)),
            "PingFang SC",
            "Microsoft YaHei",
            "Noto Sans CJK SC",
            "system-ui",
            "sans-serif",
        ),
        font_mono=(
            fonts.LocalFont("IBM Plex Mono", weights=(400, 700)),
            "ui-monospace",
            "monospace",
        ),
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="#e4ebe9",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="#9fb0ac",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#2a3735",
        border_color_accent=_LIGHT,
        border_color_accent_dark=_DARK,
        color_accent=_LIGHT,
        color_accent_soft="*primary_50",
        color_accent_soft_dark="#12302d",
        link_text_color=_LIGHT,
        link_text_color_dark=_DARK,
        link_text_color_hover="*primary_800",
        link_text_color_hover_dark="*primary_300",
        link_text_color_visited=_LIGHT,
        link_text_color_visited_dark=_DARK,
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_border_width="1px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_border_width="0px",
        block_label_text_color="*neutral_500",
        block_label_text_color_dark="#9fb0ac",
        block_title_text_weight="600",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="#cdd8d5",
        block_info_text_color="*neutral_500",
        block_info_text_color_dark="#9fb0ac",
        input_background_fill="white",
        input_background_fill_dark="*neutral_950",
        input_border_color="*neutral_300",
        input_border_color_dark="#33413f",
        input_border_color_focus=_LIGHT,
        input_border_color_focus_dark=_DARK,
        input_shadow_focus="0 0 0 3px rgba(15, 118, 110, 0.18)",
        input_shadow_focus_dark="0 0 0 3px rgba(45, 212, 191, 0.22)",
        input_placeholder_color="#687673",
        input_placeholder_color_dark="#82928f",
        button_primary_background_fill=_LIGHT,
        button_primary_background_fill_dark=_DARK,
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_hover_dark="*primary_300",
        button_primary_text_color="white",
        button_primary_text_color_dark="#06201d",
        button_primary_border_color=_LIGHT,
        button_primary_border_color_dark=_DARK,
        button_secondary_background_fill="white",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="#36443f",
        button_secondary_text_color="*neutral_800",
        button_secondary_text_color_dark="#e4ebe9",
        button_large_text_weight="600",
        button_small_text_weight="600",
        checkbox_background_color_selected=_LIGHT,
        checkbox_background_color_selected_dark="#0d9488",
        checkbox_border_color_selected=_LIGHT,
        checkbox_border_color_selected_dark=_DARK,
        checkbox_label_background_fill_selected="*primary_50",
        checkbox_label_background_fill_selected_dark="#12302d",
        checkbox_label_text_color_selected="*primary_900",
        checkbox_label_text_color_selected_dark="#d5f5ef",
        checkbox_label_border_color_selected=_LIGHT,
        checkbox_label_border_color_selected_dark=_DARK,
        slider_color=_LIGHT,
        slider_color_dark=_DARK,
        loader_color=_LIGHT,
        loader_color_dark=_DARK,
    )
