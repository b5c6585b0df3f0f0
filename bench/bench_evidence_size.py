"""How often the recommended method rejects a null that is true, with 1, 3 and 7 treated of 40.

Forty districts, eight years, no effect; districts differ, drift by AR(1) shocks (0.5) and have 500
students a year each or, in the second half, 60 to 2,000. The budget at the 5 % level is 3 to 7 in a
hundred; CR1 and CR3 stand beside it. Repeatable: the seed is fixed.

Randomisation inference assumes that the dates could have fallen on any district. So beside
districts taken at random stand the largest and the smallest, those with the highest scores in the
year before, and those with the lowest: what happens when a state chooses.
"""

from collections import Counter

import numpy as np

from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.inference import CLUSTERED, INFLUENCE, JACKKNIFE, infer
from openiln_evidence.estimate.main_effect import main_effect
from openiln_evidence.estimate.selection import select
from openiln_evidence.moments import Block, Floats, Flow, PeriodMoments, Schooled

CLUSTERS, PERIODS = 40, tuple(range(2011, 2019))
SAMPLES, DRAWS, ALPHA = 2_000, 999, 0.05
LOWEST, HIGHEST = 0.03, 0.07
START = 2016
CHOSEN = ("at random", "the largest", "the smallest", "the highest scores", "the lowest scores")
BY_CHOICE = (1, 3, 7, 12)
SETTINGS = {
    "1 treated": (2016,),
    "3 treated": (2016,) * 3,
    "7 treated": (2016,) * 7,
    "3 treated, three dates": (2015, 2016, 2017),
    "7 treated, two dates": (2015,) * 4 + (2016,) * 3,
}


def block(name: str, n: Floats, mean: Floats, periods: tuple[int, ...] = PERIODS) -> Block:
    """A district of one school, from its students and their mean score in each period."""
    total = n.sum()
    counts = n.astype(np.int64)
    squares = n * (mean**2 + 1)
    ones = np.ones(len(n), dtype=np.int64)
    return Block(
        outcome="score",
        subgroup="all",
        unit=name,
        cluster=name,
        columns=tuple(f"period={t}" for t in periods),
        periods=periods,
        n=int(total),
        weight=float(total),
        students=int(total),
        schools=1,
        singletons=0,
        schooled=Schooled(
            xx=np.diag(n) - np.outer(n, n) / total,
            xy=n * (mean - n @ mean / total),
            yy=float(squares.sum() - (n @ mean) ** 2 / total),
        ),
        by_period=PeriodMoments(counts, n, n * mean, squares, n * mean**2, counts**2, ones),
        flow=Flow(counts, counts, counts, 0 * counts, 0 * counts),
    )


def sample(rng: np.random.Generator, *, equal: bool) -> list[Block]:
    """A state without any effect, its districts in no order."""
    periods = len(PERIODS)
    sizes = np.full(CLUSTERS, 500.0) if equal else np.exp(rng.uniform(4.1, 7.6, CLUSTERS))
    noise = rng.normal(size=(CLUSTERS, periods)) * 0.1
    shocks = noise.copy()
    for t in range(1, periods):
        shocks[:, t] = 0.5 * shocks[:, t - 1] + noise[:, t]
    n = np.maximum(20, np.rint(sizes[:, None] * rng.uniform(0.9, 1.1, (CLUSTERS, periods))))
    means = rng.normal(size=(CLUSTERS, 1)) * 0.3 + shocks
    means += rng.normal(size=means.shape) / np.sqrt(n)
    return [block(f"D{g:02d}", n[g], means[g]) for g in range(CLUSTERS)]


def ordered(blocks: list[Block], chosen: str) -> list[str]:
    """Districts in the order in which a state would choose them. They come in no order."""
    before = PERIODS.index(START) - 1
    scores = {b.unit: b.by_period.wy[before] / b.by_period.w[before] for b in blocks}
    order = {
        "at random": lambda _: 0.0,
        "the largest": lambda b: -b.n,
        "the smallest": lambda b: b.n,
        "the highest scores": lambda b: -scores[b.unit],
        "the lowest scores": lambda b: scores[b.unit],
    }
    return [b.unit for b in sorted(blocks, key=order[chosen])]


def rejections(
    starts: tuple[int, ...], *, equal: bool, chosen: str = "at random", samples: int = SAMPLES
) -> tuple[str, dict[str, float]]:
    """The recommended method's name, and how often each method rejects."""
    rng = np.random.default_rng(20181114)
    rejected: Counter[str] = Counter()
    name = ""
    for i in range(samples):
        blocks = sample(rng, equal=equal)
        dates = dict.fromkeys(ordered(blocks, chosen)) | dict(
            zip(ordered(blocks, chosen), starts, strict=False)
        )
        design = Design(dates, "score", draws=DRAWS, seed=i)
        main = main_effect(select(blocks, "score", "all", dates), "never treated")
        tried = infer(main, design).tried
        name = tried[0].method
        rejected["recommended"] += tried[0].p is not None and tried[0].p <= ALPHA
        for one in tried[1:]:
            rejected[one.method] += one.p is not None and one.p <= ALPHA
    return name, {method: times / samples for method, times in rejected.items()}


def told(title: str, name: str, shares: dict[str, float]) -> bool:
    """Print one line; whether the budget holds."""
    share = shares.pop("recommended")
    within = LOWEST <= share <= HIGHEST
    beside = ", ".join(
        f"{method} {value:.1%}"
        for method, value in shares.items()
        if method in (CLUSTERED, JACKKNIFE, INFLUENCE)
    )
    print(f"  {title}: {name} {share:.1%} {'ok' if within else 'OUTSIDE'} ({beside})", flush=True)
    return within


def main() -> None:
    """Print each setting's share of rejections and whether the budget holds."""
    print(f"Rejections of a true null at {ALPHA:.0%}; {SAMPLES:,} samples of {CLUSTERS} districts")
    held = True
    for equal in (True, False):
        print("districts of equal size" if equal else "districts of 60 to 2,000 students a year")
        for title, starts in SETTINGS.items():
            held &= told(title, *rejections(starts, equal=equal))
    print(
        f"budget {LOWEST:.0%} to {HIGHEST:.0%}: {'met' if held else 'NOT met in the lines above'}"
    )
    print(f"Chosen, not dealt; {SAMPLES // 2:,} samples of districts of 60 to 2,000 students")
    for chosen in CHOSEN[1:]:
        for treated in BY_CHOICE:
            starts = (START,) * treated
            found = rejections(starts, equal=False, chosen=chosen, samples=SAMPLES // 2)
            told(f"{chosen}, {treated} treated", *found)


if __name__ == "__main__":
    main()
