"""The command ``plimsoll quarantine``: its options, its words and its exit status."""

from collections import Counter
from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard
from plimsoll.connectors.whole_file import disk_in_words
from plimsoll.report.counted import counted_lines

SHOWN_COUNT = 10
SHOWN_BYTES = 60


@click.command("quarantine")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write the rows, byte for byte, one file each, into this folder.",
)
@standard
def command(out: Path | None, root: Path, as_json: bool) -> None:
    """List the rows that could not be read, or write them out.

    Each row is kept byte for byte, with its reason and its offset in the source.
    """
    with speaking(root, as_json=as_json) as console:
        kept = console.workspace.quarantined_rows()
        document = {
            "quarantined_count": len(kept),
            "rows": [
                {
                    "source": one.row.source_name,
                    "offset_bytes": one.row.offset_bytes,
                    "length_bytes": one.row.length_bytes,
                    "reason": one.row.reason,
                    "raw_sha256": one.row.raw_sha256,
                }
                for one in kept
            ],
        }
        if out is not None:
            with disk_in_words(out):
                out.mkdir(parents=True, exist_ok=True)
                for one in kept:
                    (out / f"{one.row.raw_sha256}.row").write_bytes(one.encoded)
        reasons = Counter(one.row.reason for one in kept)
        lines = counted_lines((console.shown(why), n, "rows") for why, n in reasons.most_common())
        for one in kept[:SHOWN_COUNT]:
            start = one.encoded[:SHOWN_BYTES].decode("utf-8", "backslashreplace")
            place = f"{one.row.source_name} at byte {one.row.offset_bytes}"
            lines += ["", f"  {console.shown(place)}", f"    {console.shown(start)}"]
        if len(kept) > SHOWN_COUNT:
            lines += ["", f"  and {len(kept) - SHOWN_COUNT:,} more; --json or --out gives all."]
        console.say(document, "\n".join(lines or ["Nothing is in quarantine."]))
