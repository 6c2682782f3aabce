"""Bars of seconds, in groups, as SVG."""

import html

from picture import STYLE, text

WIDTH, LEFT, RIGHT, TOP, ROW, GAP = 860, 250, 70, 46, 22, 34
OWN = """.stock { fill: #8b949e } .step { fill: #79b8ff } .whole { fill: #2f81f7 } .price { fill: #d29922 }
.part { font-weight: 600 }"""


def draw(title, groups):
    """Groups are (name, [(label, seconds, kind)]), a kind being stock, step, whole or price."""
    longest = max(seconds for _, bars in groups for _, seconds, _ in bars)
    across = (WIDTH - LEFT - RIGHT) / longest
    parts, y = [text(14, 22, title, "start", "title")], TOP
    for name, bars in groups:
        parts.append(text(14, y + 12, name, "start", "part"))
        y += ROW
        first = bars[0][1]
        for label, seconds, kind in bars:
            parts.append(text(LEFT - 8, y + 12, label, "end"))
            parts.append(f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{seconds * across:.1f}" height="16"/>')
            share = f" · {seconds / first:.2f}" if seconds != first else ""
            parts.append(text(LEFT + seconds * across + 6, y + 12, f"{seconds:.2f} s{share}", "start"))
            y += ROW
        y += GAP - ROW
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" '
            f'aria-label="{html.escape(title)}">\n<style>{STYLE}\n{OWN}</style>\n' + "\n".join(parts) + "\n</svg>\n")
