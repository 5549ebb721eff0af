"""Plots as SVG, for a page: lines over a logarithmic axis."""

import math

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 260, 64, 34, 16, 110
COLOURS = ["#1b6ca8", "#c8553d", "#3a7d44", "#7b4ea3"]


def lines(title, unit, series):
    """A plot of (x, y) points by name; x is drawn on a logarithmic axis from 1, y from 0."""
    points = [point for line in series.values() for point in line]
    if not points:
        return ""
    most_x = max(math.log10(max(1, x)) for x, _ in points) or 1
    most_y = max(y for _, y in points) * 1.1 or 1

    def place(x, y):
        across = LEFT + (WIDTH - LEFT - RIGHT) * math.log10(max(1, x)) / most_x
        return across, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * y / most_y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}"'
        ' font-family="sans-serif" font-size="11" fill="#444">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for step in range(5):
        y = most_y * step / 4
        _, down = place(1, y)
        parts.append(f'<path d="M{LEFT} {down:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{down + 4:.1f}" text-anchor="end">{shown(y)}</text>')
    for x in sorted({x for x, _ in points}):
        across, _ = place(x, 0)
        parts.append(f'<text x="{across:.1f}" y="{HEIGHT - 16}" text-anchor="middle">{x:,}</text>')
    ends = []
    for colour, (name, line) in zip(COLOURS, series.items()):
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in (place(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        across, down = place(*line[-1])
        while any(abs(down - other) < 12 for other in ends):
            down += 12
        ends.append(down)
        parts.append(f'<text x="{across + 6:.1f}" y="{down + 4:.1f}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{LEFT}" y="11">{unit}</text></svg>')
    return "\n".join(parts) + "\n"


def shown(value):
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"
