"""Deterministic student records for the speed programs: 60 students a school-grade-year."""

import hashlib
import os
from pathlib import Path

import duckdb

from openiln_evidence.study.grammar import parse_study
from openiln_evidence.study.plan import Study

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "bench"
PERIODS, GRADES, PUPILS, SCHOOLS_A_DISTRICT = 10, 6, 60, 7

STUDY = f"""\
[study]
id = "bench"
schema = 1
question = "How fast?"
prediction = "Fast."
agreement = "made up"
design = "difference-in-differences"
smallest_effect = 0.05

[periods]
first = 2010
last = {2010 + PERIODS - 1}

[columns]
student = "student"
school = "school"
district = "district"
period = "year"
grade = "grade"
weight = "weight"

[[outcomes]]
id = "score"
column = "score"
primary = true
range = [0, 1000]

[treatment]
level = "district"
[treatment.starts]
{"".join(f'"{d}" = 2015{chr(10)}' for d in range(15))}
[[covariates]]
column = "grade"
levels = [3, 4, 5, 6, 7, 8]

[[covariates]]
column = "poor"
levels = [0, 1]

[[covariates]]
column = "learner"
levels = [0, 1]

[[subgroups]]
id = "poor"
column = "poor"
is = [1]
"""


def study() -> Study:
    """Two covariates besides the grade, one subgroup, weights: what a real study has."""
    return parse_study(STUDY)


def bare_study() -> Study:
    """The same without covariates and subgroup: rows are grouped by school and year alone."""
    return parse_study(STUDY.split("[[covariates]]", maxsplit=1)[0])


def records(rows: int) -> Path:
    """A Parquet file of about `rows` rows, in the order of a state's yearly files; made once.

    A school's places are taken by the same students for up to six years, as they move up.
    """
    query = f"""
        WITH raw AS (
            SELECT i, i // {GRADES * PUPILS} AS school_year, i // {PUPILS} % {GRADES} AS g,
                   hash(i) AS h
            FROM range({rows}) t(i)),
        placed AS (
            SELECT *, school_year % greatest({rows} // {GRADES * PUPILS * PERIODS}, 1) AS school,
                   school_year // greatest({rows} // {GRADES * PUPILS * PERIODS}, 1) AS t FROM raw),
        people AS (
            SELECT *, ((school * 100 + t - g + 10) * {PUPILS} + i % {PUPILS}) AS student
            FROM placed WHERE t < {PERIODS})
        SELECT student::BIGINT AS student, school::INTEGER AS school,
               (school // {SCHOOLS_A_DISTRICT})::INTEGER AS district,
               (2010 + t)::SMALLINT AS year, (3 + g)::TINYINT AS grade,
               (1 + student % 3)::SMALLINT AS weight,
               (hash(student) % 100 < 45)::TINYINT AS poor,
               (hash(student + 1) % 100 < 12)::TINYINT AS learner,
               CASE WHEN h % 100 >= 3 THEN 400 + h // 100 % 200 + school % 50 + g END::SMALLINT
                   AS score
        FROM people"""
    CACHE.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(query.encode()).hexdigest()[:12]
    path = CACHE / f"records-{rows}-{name}.parquet"
    if not path.exists():
        fresh = path.with_suffix(".partial")
        with duckdb.connect() as engine:
            engine.execute(f"COPY ({query}) TO '{fresh}' (FORMAT parquet)")
        fresh.rename(path)
    return path


def scan(path: Path, columns: tuple[str, ...]) -> object:
    """The peer: read every value of the columns, and add it up."""
    sums = ", ".join(f"sum({column})" for column in columns)
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT count(*), {sums} FROM '{path}'").fetchone()


def peak() -> int:
    """MB at most held by this process. getrusage would count its parent's, up to the fork."""
    return _megabytes("VmHWM")


def held() -> int:
    """MB held by this process now."""
    return _megabytes("VmRSS")


def _megabytes(key: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{key}:")[1].split()[0]) // 1024


def load() -> str:
    """How busy the machine was: what to read wall times by."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def larger(program: str) -> str:
    """How to run at fifty million rows, which takes minutes, and a gigabyte of disk."""
    return f"50 million rows: .cache/test/bin/python bench/{Path(program).name} 5e7"
