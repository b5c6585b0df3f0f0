"""Draw charts and maps, in processor time; bars also against matplotlib's.

matplotlib comes with the statistics packages of the tests; the product does not use it.
"""

import io
import time
from collections.abc import Callable

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from openiln.shell.charts.bars import bars
from openiln.shell.charts.figure import Chart
from openiln.shell.charts.series import lines
from openiln.shell.maps import atlas
from openiln.shell.maps.drawing import Map, state_map
from openiln.shell.maps.places import Place
from ratio import compare

MOST_MILLISECONDS = 0.2
TIMES = 200
ROWS = [(f"District {number}", number * 37 % 101 + 0.5) for number in range(12)]
YEARS = [(str(2012 + i), [value, value / 2]) for i, (_, value) in enumerate(ROWS)]
PLACES = [
    Place(f"District {i}", f"/districts/{i}", 31 + i % 6 * 0.6, -90.5 + i // 6 * 0.6)
    for i in range(18)
]


def our_bars() -> Chart:
    return bars(title="Twelve bars", heads=("District", "Value"), rows=ROWS)


def our_lines() -> Chart:
    return lines(title="Two lines", heads=("Year", "A", "B"), rows=YEARS)


def our_map() -> Map:
    return state_map(state="MS", places=PLACES, title="Eighteen places")


def their_bars() -> str:
    figure = Figure(figsize=(6, 4))
    FigureCanvasSVG(figure)
    figure.add_subplot().barh([label for label, _ in ROWS], [value for _, value in ROWS])
    written = io.StringIO()
    figure.savefig(written, format="svg")
    return written.getvalue()


def milliseconds(draw: Callable[[], object]) -> float:
    """The time of one drawing: the least of five rounds of many, without a round's noise."""
    rounds = []
    for _ in range(5):
        before = time.process_time()
        for _ in range(TIMES):
            draw()
        rounds.append((time.process_time() - before) / TIMES * 1000)
    return min(rounds)


def main() -> None:
    for name, draw in (("12 bars", our_bars), ("2 lines of 12 points", our_lines)):
        size, taken = len(draw().drawing or ""), milliseconds(draw)
        verdict = "kept" if taken <= MOST_MILLISECONDS else "NOT kept"
        print(f"{name}: {taken:.3f} ms, {size:,} bytes, budget {MOST_MILLISECONDS} ms: {verdict}")
    print(
        compare(
            "12 bars against matplotlib",
            our_bars,
            their_bars,
            at_most=0.01,
            clock=time.process_time,
        )
    )
    before = time.process_time()
    atlas.topology()
    read = time.process_time()
    atlas.outline("MS")
    print(
        f"the atlas: read in {(read - before) * 1000:.0f} ms, once a process; "
        f"Mississippi worked out in {(time.process_time() - read) * 1000:.1f} ms, once; "
        f"a map of 18 places {milliseconds(our_map):.2f} ms"
    )


if __name__ == "__main__":
    main()
