"""What tests of several floors share: the address of a database, on both kinds of server."""

import os

import pytest

POSTGRES_URL = os.environ.get("PLIMSOLL_TEST_POSTGRES_URL", "")


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=pytest.mark.skipif(
                not POSTGRES_URL, reason="PLIMSOLL_TEST_POSTGRES_URL names no server"
            ),
        ),
    ]
)
def url(request, tmp_path):
    """Yield the address of an empty database: SQLite, and PostgreSQL where a server is given."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state.sqlite"
        return
    from sqlalchemy import create_engine, make_url

    # A schema of its own for each test, so that tests do not meet.
    address = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    schema = f"test_{os.getpid()}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    own = address.update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    server.dispose()
