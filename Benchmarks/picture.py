"""A picture of one switch: what was answered in each tenth of a second, by which release, as SVG."""

import html
import math

from load import Tally

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 340, 52, 14, 74, 44
BUCKET = 0.1
AROUND = 0.5  # seconds before the command and after its end
LONGEST = 8.0  # seconds before its end; of a longer one the end is drawn
# Readable on white and on black; the failed ones would stand out.
STYLE = """text { font: 12px system-ui, sans-serif; fill: #57606a }
.old { fill: #8b949e } .new { fill: #2f81f7 } .failed { fill: #e5484d }
.axis { stroke: #8b949e; stroke-width: 1 } .grid { stroke: #8b949e; stroke-opacity: .25 }
.mark { stroke: #d29922; stroke-width: 1.5; stroke-dasharray: 3 3 } .title { font-size: 14px; font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #adbac7 } }"""


def draw(operation, records):
    began = max(operation.begun - AROUND, operation.ended - LONGEST)
    ended = operation.ended + AROUND
    buckets = Tally(records).per_bucket(began, ended, BUCKET)
    new = operation.version
    old = next(version for bucket in buckets for version in bucket if version not in (new, "failed"))
    kinds = [(old, "old"), (new, "new"), ("failed", "failed")]
    top = nice(max(sum(bucket.values()) for bucket in buckets))
    across = (WIDTH - LEFT - RIGHT) / len(buckets)
    down = (HEIGHT - TOP - BOTTOM) / top
    floor = HEIGHT - BOTTOM
    parts = []
    for value in (0, top // 2, top):
        y = floor - value * down
        parts.append(f'<line class="{"axis" if value == 0 else "grid"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
                     f'y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(LEFT - 6, y + 4, value, "end"))
    for key, name in kinds:
        bars = []
        for place, bucket in enumerate(buckets):
            below = sum(bucket[k] for k, _ in kinds[:[k for k, _ in kinds].index(key)])
            if bucket[key]:
                bars.append(f"M{LEFT + place * across:.1f} {floor - below * down:.1f}v-{bucket[key] * down:.1f}"
                            f"h{across * 0.86:.1f}v{bucket[key] * down:.1f}z")
        parts.append(f'<path class="{name}" d="{"".join(bars)}"/>')
    for second in range(math.ceil(began - operation.begun), int(ended - operation.begun) + 1):
        x = LEFT + (operation.begun + second - began) / BUCKET * across
        parts.append(text(x, floor + 16, f"{second} s"))
    parts += marks(operation, began, across, floor)
    counts = {name: sum(bucket[key] for bucket in buckets) for key, name in kinds}
    parts.append(text(LEFT, 20, f"Requests answered in each 100 ms while {new} takes over from {old}", "start", "title"))
    parts += legend([("old", f"{old}: {counts['old']}"), ("new", f"{new}: {counts['new']}"),
                     ("failed", f"failed: {counts['failed']}")])
    parts.append(text(WIDTH - RIGHT, HEIGHT - 8, "seconds from the command", "end"))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="No request fails while {html.escape(new)} takes over from {html.escape(old)}">\n'
            if not counts["failed"] else
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n') \
        + f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"


def marks(operation, began, across, floor):
    """Labels stand above their lines; of two that would meet, each on its own side."""
    known = operation.marks
    moments = sorted((known[mark], label) for label, mark in
                     (("start", "create"), ("admit", "admitted"), ("park", "parked"), ("commit", "commit"))
                     if known.get(mark, 0) >= began)
    places = [LEFT + (at - began) / BUCKET * across for at, _ in moments]
    parts = []
    for n, (_, label) in enumerate(moments):
        x = places[n]
        crowded_before = n > 0 and x - places[n - 1] < 60
        crowded_after = n + 1 < len(places) and places[n + 1] - x < 60
        anchor, shift = ("start", 5) if crowded_before else ("end", -5) if crowded_after else ("middle", 0)
        parts.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 4}" y2="{floor}"/>')
        parts.append(text(x + shift, TOP - 8, label, anchor))
    return parts


def legend(entries):
    parts, x = [], LEFT
    for name, label in entries:
        parts.append(f'<rect class="{name}" x="{x}" y="30" width="11" height="11"/>')
        parts.append(text(x + 16, 40, label, "start"))
        x += 30 + 7 * len(label)
    return parts


def text(x, y, content, anchor="middle", name=None):
    style = f' class="{name}"' if name else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style}>{html.escape(str(content))}</text>'


def nice(value):
    """The least of 20, 40, 60, 80, 100, 200, 300 … that is not below it."""
    step = 20 if value <= 100 else 100
    return -(-value // step) * step
