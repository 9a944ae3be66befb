"""The command ``plimsoll init``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--profile",
    default="support-chatbot",
    show_default=True,
    type=click.Choice(["support-chatbot", "reasoning-model", "blank"]),
    help="The starter register.",
)
@click.option("--owner", default="", help="Who answers for the starter risks (a role or a name).")
@click.option("--contact", default="", help="Who is told when a line is crossed.")
@click.option("--seed", type=int, help="From which every random choice is drawn; fresh by default.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document.")
def command(
    folder: Path, profile: str, owner: str, contact: str, seed: int | None, as_json: bool
) -> None:
    """Make a workspace in a folder, which may exist.

    It gets plimsoll.toml, one file for each risk in risks/, starter rules in rules/, a key and a
    ledger. Owners, signatories and contacts stay empty unless named here: plimsoll check asks.
    """
    from plimsoll.register.profile import Parties
    from plimsoll.workflows.init import init

    with speaking(folder, as_json=as_json) as console:
        parties = Parties(owner=owner, contact=contact)
        made = init(folder, profile=profile, seed=seed, parties=parties)
        document = {
            "workspace": str(made.root),
            "profile": made.profile,
            "seed": made.seed,
            "written": list(made.written),
            "kept": list(made.kept),
        }
        lines = [
            f"A workspace in {console.shown(made.root.resolve())}, profile {made.profile}.",
            f"  written  {', '.join(made.written)}",
            *([f"  kept     {', '.join(made.kept)}"] if made.kept else []),
            f"  seed     {made.seed}, fixed in the first entry of the ledger",
            "",
            "Next: read risks/ and say who answers for what, then run plimsoll check.",
        ]
        console.say(document, "\n".join(lines))
