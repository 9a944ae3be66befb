"""What goes in comes out."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.connectors.quarantine import Kept, QuarantineWriter, kept_row
from plimsoll.errors import WorkspaceError


@given(st.lists(st.lists(st.binary(max_size=20), max_size=3), max_size=5))
def test_every_row_comes_back_byte_for_byte(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("quarantine")
    writer = QuarantineWriter(folder, "b")
    kept = [writer.add(row) for row in rows]
    writer.close()
    assert writer.rows_count == len(rows)
    for row, place in zip(rows, kept, strict=True):
        assert kept_row(folder / writer.file_name, kept=place) == b"".join(row)


def test_no_row_no_file(tmp_path):
    writer = QuarantineWriter(tmp_path, "b")
    writer.close()
    writer.discard()
    assert writer.file_sha256 == ""
    assert os.listdir(tmp_path) == []


def test_a_changed_row_is_refused(tmp_path):
    writer = QuarantineWriter(tmp_path, "b")
    kept = writer.add([b"row"])
    writer.close()
    (tmp_path / "b.rows").write_bytes(b"rOw")
    with pytest.raises(WorkspaceError, match="missing or changed"):
        kept_row(tmp_path / "b.rows", kept=kept)
    with pytest.raises(WorkspaceError, match="missing or changed"):
        kept_row(tmp_path / "c.rows", kept=Kept(0, 3, kept.sha256))
