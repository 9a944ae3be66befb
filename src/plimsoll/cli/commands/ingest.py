"""The command ``plimsoll ingest``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import Console, speaking, standard
from plimsoll.report.counted import counted_lines
from plimsoll.workflows.ingest import Ingestion


@click.command("ingest")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--map", "map_file", type=click.Path(path_type=Path), help="A column map (a TOML file)."
)
@standard
def command(sources: tuple[Path, ...], map_file: Path | None, root: Path, as_json: bool) -> None:
    """Take in logs: every row is accepted, quarantined or a duplicate.

    JSON Lines (chat messages, content blocks, prompt and response), CSV, TSV and Parquet, plain or
    compressed with gzip or zstd. To ingest a file twice changes nothing.
    """
    with speaking(root, as_json=as_json) as console:
        with console.progress("bytes") as tell:
            ingestion = console.workspace.ingest(sources=sources, map_file=map_file, progress=tell)
        document = {
            "read_count": ingestion.read_count,
            "accepted_count": ingestion.accepted_count,
            "quarantined_count": ingestion.quarantined_count,
            "duplicate_count": ingestion.duplicate_count,
            "files": [
                {
                    "source": file.source_name,
                    "read_count": file.read_count,
                    "accepted_count": file.accepted_count,
                    "quarantined_count": file.quarantined_count,
                    "duplicate_count": file.duplicate_count,
                }
                for file in ingestion.files
            ],
            "notes": list(ingestion.notes),
        }
        console.say(document, text_of(ingestion, console))


def text_of(ingestion: Ingestion, console: Console) -> str:
    """Write what became of the rows."""
    quarantine = "see plimsoll quarantine" if ingestion.quarantined_count else ""
    lines = counted_lines(
        [
            ("rows read", ingestion.read_count, ""),
            ("accepted", ingestion.accepted_count, "as transcripts"),
            ("quarantined", ingestion.quarantined_count, quarantine),
            ("duplicates", ingestion.duplicate_count, "exact, here already"),
        ]
    )
    lines += [f"  note: {console.shown(note)}" for note in ingestion.notes]
    return "\n".join([*lines, "", "Next: plimsoll screen."])
