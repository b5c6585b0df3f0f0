import dj_database_url

from openiln.backup.database import address_for_programs


def test_the_programs_of_postgresql_reach_the_database_as_we_do():
    named = dj_database_url.parse("postgresql:///iln?host=/run/postgresql&sslmode=verify-full")
    told = address_for_programs(named)
    assert (told["PGHOST"], told["PGDATABASE"]) == ("/run/postgresql", "iln")
    assert told["PGSSLMODE"] == "verify-full", "a backup trusts no server that we would not"


def test_a_plain_address_says_all_of_itself():
    told = address_for_programs(dj_database_url.parse("postgresql://u:p%40@h:5433/iln"))
    assert [told[f"PG{what}"] for what in ("HOST", "PORT", "USER", "PASSWORD", "DATABASE")] == [
        *("h", "5433", "u", "p@", "iln"),
    ]
