"""How are the rows of very many keys found? One key after the other, by the table's index.

Asked for a thousand keys at once (`= ANY`, a join), PostgreSQL reads the whole table while it thinks that
cheaper, which is up to some hundred thousand rows: a batch then costs what the table has, not what it asks.
`OFFSET 0` keeps it from seeing through, and from looking by anything but the key.
"""


def rows_by_key(columns: str, table: str, *keys: str, among: str = "") -> str:
    """Reads the rows of each of the keys, once however often it is named.

    `$1`, `$2`… are the keys' columns, as texts of one length. Clauses may follow: what else is asked of a row
    (`WHERE`), and in which order. `among`: the condition of an index that has but some of the rows.
    """
    wanted = ", ".join(f"${place}::text[]" for place in range(1, len(keys) + 1))
    names = ", ".join(f"wanted{place}" for place in range(1, len(keys) + 1))
    alike = " AND ".join(f"{key} = wanted{place}" for place, key in enumerate(keys, 1))
    if among:
        alike = f"{alike} AND {among}"
    return (
        f"SELECT {columns} FROM (SELECT DISTINCT * FROM unnest({wanted})) AS wanted({names}) "
        f"CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {alike} OFFSET 0) AS found"
    )


def rows_below(columns: str, table: str, key: str, number: str) -> str:
    """Reads the rows of each of the keys in `$1`, texts, whose number is below that key's in `$2`."""
    return (
        f"SELECT {columns} FROM unnest($1::text[], $2::bigint[]) AS wanted(of, until) "
        f"CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {key} = of AND {number} < until OFFSET 0) AS found"
    )


def lying_at(table: str, key: str) -> str:
    """The condition of a `DELETE FROM table` that its rows be those of the keys in `$1`, texts.

    Only for rows that nobody else writes meanwhile: who does moves them from where they lay.
    """
    return (
        "ctid = ANY(ARRAY(SELECT place FROM unnest($1::text[]) AS wanted(wanted1) "
        f"CROSS JOIN LATERAL (SELECT ctid AS place FROM {table} WHERE {key} = wanted1 OFFSET 0) AS found))"
    )
