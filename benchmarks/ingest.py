"""How fast a log is taken in, and how much memory it needs, beside DuckDB reading the same columns.

DuckDB only parses; we check, digest, index, keep and sign as well. The ratio is printed so that a
noisy machine does not matter, and the memory of a log ten times as long so that a leak would.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

MEBIBYTE = 1 << 20
SIZES_BYTES = (20 * MEBIBYTE, 200 * MEBIBYTE)
COLUMNS = "id: 'VARCHAR', model: 'VARCHAR', created_at: 'VARCHAR', messages: 'JSON'"


def write_log(path: Path, *, size_bytes: int) -> int:
    """Write made chat rows of some 1 KB; return how many."""
    rows_count = 0
    with path.open("w", encoding="utf-8") as stream:
        while stream.tell() < size_bytes:
            for _ in range(1000):
                user = {"role": "user", "content": f"word{rows_count} " * 45}
                assistant = {"role": "assistant", "content": "answer " * 60}
                row = {
                    "id": f"t-{rows_count}",
                    "model": "m-1",
                    "created_at": "2026-03-01T12:30:00Z",
                    "user_id": f"u-{rows_count % 50}",
                    "messages": [{"role": "system", "content": "Be kind."}, user, assistant],
                }
                stream.write(json.dumps(row) + "\n")
                rows_count += 1
    return rows_count


def measure_ingest(path: Path) -> None:
    from plimsoll.workflows.ingest import ingest
    from plimsoll.workflows.world import create_state

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plimsoll.toml").write_text("")
        with closing(create_state(Path(folder))) as world:
            start = time.process_time()
            ingest(world, sources=[path])
            print(time.process_time() - start, peak_mebibytes())


def measure_duckdb(path: Path) -> None:
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        start = time.process_time()
        query = f"SELECT sum(length(messages)) FROM read_json(?, columns = {{{COLUMNS}}})"
        connection.execute(query, [str(path)]).fetchone()
        print(time.process_time() - start, peak_mebibytes())


def peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process_of_its_own(which: str, path: Path) -> tuple[float, float]:
    command = [sys.executable, __file__, which, str(path)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, mebibytes = map(float, output.split())
    return seconds, mebibytes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size_bytes in SIZES_BYTES:
            path = Path(folder) / "log.jsonl"
            rows_count = write_log(path, size_bytes=size_bytes)
            ours_s, ours_mebibytes = in_a_process_of_its_own("ingest", path)
            duckdb_s, _ = in_a_process_of_its_own("duckdb", path)
            rate = rows_count / ours_s
            print(
                f"{size_bytes // MEBIBYTE:>4} MB: {rate:>7,.0f} rows per CPU second, "
                f"{ours_s / duckdb_s:.1f} x DuckDB, peak {ours_mebibytes:.0f} MiB"
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"ingest": measure_ingest, "duckdb": measure_duckdb}[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
