"""The looks: one accent each, and enough contrast to read a thousand abstracts by (WCAG 2.2, 1.4.3: 4.5 to 1)."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="review-dark",
    primary="#7fb7be",
    secondary="#5b8a91",
    accent="#7fb7be",
    foreground="#d9dce1",
    background="#15181c",
    surface="#1a1e23",
    panel="#22272e",
    success="#93c47d",
    warning="#e0b872",
    error="#e08a86",
    dark=True,
    variables={
        "block-cursor-background": "#2d3b42",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#22272e",
        "block-cursor-blurred-foreground": "#d9dce1",
        "footer-background": "#15181c",
        "footer-item-background": "#15181c",
        "footer-key-background": "#15181c",
        "footer-description-background": "#15181c",
        "footer-key-foreground": "#7fb7be",
        "footer-description-foreground": "#a4acb5",
        "border-blurred": "#2f363d",
        "border": "#5b8a91",
        "scrollbar": "#343c44",
        "scrollbar-background": "#1a1e23",
        "input-selection-background": "#7fb7be 35%",
    },
)

LIGHT = Theme(
    name="review-light",
    primary="#1d6670",
    secondary="#3d7f88",
    accent="#1d6670",
    foreground="#22272c",
    background="#faf9f6",
    surface="#f4f2ed",
    panel="#e9e6df",
    success="#2f6b2b",
    warning="#7a5200",
    error="#a12b2b",
    dark=False,
    variables={
        "block-cursor-background": "#cfe0e1",
        "block-cursor-foreground": "#101418",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e9e6df",
        "block-cursor-blurred-foreground": "#22272c",
        "footer-background": "#faf9f6",
        "footer-item-background": "#faf9f6",
        "footer-key-background": "#faf9f6",
        "footer-description-background": "#faf9f6",
        "footer-key-foreground": "#1d6670",
        "footer-description-foreground": "#4d555c",
        "border-blurred": "#d5d1c7",
        "border": "#1d6670",
        "scrollbar": "#c4c0b6",
        "scrollbar-background": "#f4f2ed",
    },
)

HIGH_CONTRAST = Theme(
    name="review-contrast",
    primary="#ffff00",
    secondary="#ffff00",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#7dff7d",
    warning="#ffd75f",
    error="#ff9d9d",
    dark=True,
    variables={
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#4a4a4a",
        "block-cursor-blurred-foreground": "#ffffff",
        "footer-background": "#000000",
        "footer-item-background": "#000000",
        "footer-key-background": "#000000",
        "footer-description-background": "#000000",
        "footer-key-foreground": "#ffff00",
        "footer-description-foreground": "#ffffff",
        "border-blurred": "#8a8a8a",
        "border": "#ffff00",
        "text-muted": "#e4e4e4",
    },
)

THEMES = (DARK, LIGHT, HIGH_CONTRAST)
"""Beside these, Textual's `ansi-dark` and `ansi-light` keep to a terminal's own sixteen colours."""
