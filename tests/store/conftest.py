"""Each store test runs on SQLite, and on PostgreSQL where a server is given."""

import pytest

from plimsoll.store import Store


@pytest.fixture
def store(url):
    store = Store.open(url)
    yield store
    store.close()
