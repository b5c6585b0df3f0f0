"""How often what we say of an effect rejects a null that is true: few treated, few untreated.

Forty districts, eight years, no effect; districts differ, drift by AR(1) shocks (0.5) and have 500
students a year each or, in the second half, 60 to 2,000. The budget of the recommended method at
the 5 % level is 3 to 7 in a hundred; CR1 (of dates that vary: influence values) and the jackknife
stand beside it, however few the clusters. Repeatable: the seed is fixed.

Then the same of effects by event time: each alone, the band over them all, and the check "trends
before", whose budget is 7 in a hundred at most. Then of interrupted series, with the same budget
where shocks are correlated by up to 0.5.

Randomisation inference assumes that the dates could have fallen on any district. So beside
districts taken at random stand the largest and the smallest, those with the highest scores in the
year before, and those with the lowest: what happens when a state chooses.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from openiln_evidence.estimate.design import Comparison, Design
from openiln_evidence.estimate.inference import FEW, infer
from openiln_evidence.estimate.interrupted import interrupted
from openiln_evidence.estimate.main_effect import main_effect
from openiln_evidence.estimate.required.pretrends import pretrends
from openiln_evidence.estimate.selection import select
from openiln_evidence.moments import Block, Floats, Flow, PeriodMoments, Schooled

CLUSTERS, PERIODS = 40, tuple(range(2011, 2019))
SAMPLES, DRAWS, ALPHA = 2_000, 999, 0.05
LOWEST, HIGHEST = 0.03, 0.07
INFLUENCE = "influence values, t(G-1)"
START = 2016
CHOSEN = ("at random", "the largest", "the smallest", "the highest scores", "the lowest scores")
BY_CHOICE = (1, 3, 7, 12)
SETTINGS: dict[str, tuple[int, ...]] = {
    "1 treated": (2016,),
    "3 treated": (2016,) * 3,
    "7 treated": (2016,) * 7,
    "3 treated, three dates": (2015, 2016, 2017),
    "7 treated, two dates": (2015,) * 4 + (2016,) * 3,
    "1 untreated": (2016,) * 39,
    "2 untreated": (2016,) * 38,
    "5 untreated": (2016,) * 35,
    "6 untreated": (2016,) * 34,
    "2 untreated, two dates": (2015,) * 19 + (2016,) * 19,
    "5 untreated, two dates": (2015,) * 18 + (2016,) * 17,
    "20 treated, two dates": (2015,) * 10 + (2016,) * 10,
    "40 treated, three dates": (2014,) * 14 + (2015,) * 13 + (2016,) * 13,
}
# Of how many districts, and when they were first treated.
BY_EVENT_TIME: dict[str, tuple[int, tuple[int, ...]]] = {
    "6 of 20 treated": (20, (2016,) * 6),
    "7 of 40": (40, (2016,) * 7),
    "12 of 40": (40, (2016,) * 12),
    "20 of 60": (60, (2016,) * 20),
    "34 of 40": (40, (2016,) * 34),
    "6 and 6 of 40, two dates": (40, (2015,) * 6 + (2016,) * 6),
    "12 of 40, six dates": (40, tuple(range(2013, 2019)) * 2),
    "40 of 40, three dates": (40, (2014,) * 14 + (2015,) * 13 + (2016,) * 13),
}
SERIES = ((3, 3), (4, 4), (6, 6), (9, 3), (10, 10))
CORRELATIONS = (0.0, 0.3, 0.5, 0.7)


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


def sample(rng: np.random.Generator, *, equal: bool, clusters: int = CLUSTERS) -> list[Block]:
    """A state without any effect, its districts in no order."""
    periods = len(PERIODS)
    sizes = np.full(clusters, 500.0) if equal else np.exp(rng.uniform(4.1, 7.6, clusters))
    noise = rng.normal(size=(clusters, periods)) * 0.1
    shocks = noise.copy()
    for t in range(1, periods):
        shocks[:, t] = 0.5 * shocks[:, t - 1] + noise[:, t]
    n = np.maximum(20, np.rint(sizes[:, None] * rng.uniform(0.9, 1.1, (clusters, periods))))
    means = rng.normal(size=(clusters, 1)) * 0.3 + shocks
    means += rng.normal(size=means.shape) / np.sqrt(n)
    return [block(f"D{g:02d}", n[g], means[g]) for g in range(clusters)]


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


def comparison(dates: Mapping[str, int | None]) -> Comparison:
    """The never treated, where there are any."""
    return "never treated" if None in dates.values() else "not yet treated"


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
        main = main_effect(select(blocks, "score", "all", dates), comparison(dates))
        first = infer(main, design).tried[0]
        name = first.method
        beside = (*main.effect.clustered(ALPHA, INFLUENCE), *main.effect.estimates(ALPHA))
        rejected["recommended"] += first.p is not None and first.p <= ALPHA
        for one in beside:
            if one.p is not None:
                rejected[one.method] += one.p <= ALPHA
    return name, {method: times / samples for method, times in rejected.items()}


def by_event_time(
    clusters: int, starts: tuple[int, ...], *, equal: bool, samples: int
) -> dict[str, float]:
    """How often effects by event time are rejected: each alone, in the band, in the trends."""
    rng = np.random.default_rng(20181114)
    found: dict[str, float] = defaultdict(float)
    for i in range(samples):
        blocks = sample(rng, equal=equal, clusters=clusters)
        dates = dict.fromkeys(b.unit for b in blocks) | dict(
            zip((b.unit for b in blocks), starts, strict=False)
        )
        design = Design(dates, "score", draws=DRAWS, seed=i)
        main = main_effect(select(blocks, "score", "all", dates), comparison(dates))
        effects = main.by_event_time()
        known = effects.pick([name for name in effects.names if main.behind(name) >= FEW])
        alone = known.estimates(ALPHA)
        band = known.together(alpha=ALPHA, draws=DRAWS, seed=i)
        found["each alone"] += sum((e.p or 1) <= ALPHA for e in alone) / len(alone)
        found["band"] += any((e.low or 0) > 0 or (e.high or 0) < 0 for e in band)
        check = pretrends(main, main.effect.estimates(ALPHA)[0], design)
        found["trends before"] += check.passed is False
    return {name: times / samples for name, times in found.items()}


def of_series(before: int, after: int, correlation: float, samples: int) -> float:
    """How often the average of an interrupted series of one district is rejected."""
    rng = np.random.default_rng(20181114)
    periods = tuple(range(2001, 2001 + before + after))
    at = np.arange(len(periods))
    root = np.linalg.cholesky(correlation ** np.abs(at[:, None] - at[None, :]))
    n = np.full(len(periods), 500.0)
    times = 0
    for _ in range(samples):
        made = block("D00", n, root @ rng.normal(size=len(periods)), periods)
        chosen = select([made], "score", "all", {"D00": periods[before]})
        average = interrupted(chosen, ALPHA).average
        times += average.p is not None and average.p <= ALPHA
    return times / samples


def told(title: str, name: str, shares: dict[str, float]) -> bool:
    """Print one line; whether the budget holds."""
    share = shares.pop("recommended")
    within = LOWEST <= share <= HIGHEST
    beside = ", ".join(f"{method} {value:.1%}" for method, value in shares.items())
    print(f"  {title}: {name} {share:.1%} {'ok' if within else 'OUTSIDE'} ({beside})", flush=True)
    return within


def tell_event_times(samples: int) -> None:
    """Print how often effects by event time and trends before are rejected."""
    print(f"By event time; {samples:,} samples")
    for equal in (True, False):
        print("districts of equal size" if equal else "districts of 60 to 2,000 students a year")
        for title, (clusters, starts) in BY_EVENT_TIME.items():
            shares = by_event_time(clusters, starts, equal=equal, samples=samples)
            within = max(shares.values()) <= HIGHEST
            listed = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
            print(f"  {title}: {listed} {'ok' if within else 'OUTSIDE'}", flush=True)


def tell_series(samples: int) -> None:
    """Print how often an interrupted series is rejected, by its periods and correlation."""
    print(f"Interrupted series, periods before and after; {samples:,} samples")
    for before, after in SERIES:
        shares = {r: of_series(before, after, r, samples) for r in CORRELATIONS}
        within = max(share for r, share in shares.items() if r <= 0.5) <= HIGHEST
        listed = ", ".join(f"{share:.1%} at {r}" for r, share in shares.items())
        print(f"  {before} and {after}: {listed} {'ok' if within else 'OUTSIDE'}", flush=True)


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
    tell_event_times(SAMPLES // 2)
    tell_series(SAMPLES)
    print(f"Chosen, not dealt; {SAMPLES // 2:,} samples of districts of 60 to 2,000 students")
    for chosen in CHOSEN[1:]:
        for treated in BY_CHOICE:
            starts = (START,) * treated
            found = rejections(starts, equal=False, chosen=chosen, samples=SAMPLES // 2)
            told(f"{chosen}, {treated} treated", *found)


if __name__ == "__main__":
    main()
