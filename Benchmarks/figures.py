"""Figures as Markdown tables."""

import statistics


class Figures:
    """Named series of values: their medians and spread."""

    def __init__(self):
        self.rows = {}

    def add(self, name, value, unit):
        self.rows.setdefault((name, unit), []).append(value)

    def show(self):
        table = []
        for (name, unit), values in self.rows.items():
            digits = 0 if unit in ("kB", "bytes") else 1 if unit == "ms" else 2
            texts = [f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values))]
            table.append([name, *texts, unit, len(values)])
        show(["figure", "median", "min", "max", "unit", "n"], table)

    def median(self, name):
        return statistics.median(self.values(name))

    def values(self, name):
        return next((v for (n, _), v in self.rows.items() if n == name), [])


def show(head, rows):
    """The first column is text, the others stand to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    for row in [head, None, *rows]:
        if row is None:
            print("|" + "|".join(["---"] * len(head)) + "|")
        else:
            cells = [cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths))]
            print("| " + " | ".join(cells) + " |")
    print(flush=True)
