"""Coverage on real labels: 100 draws, 500 seeds, the published rates.

    python benchmarks/over_refusal.py FOLDER [--seeds 500]

FOLDER holds the completions_*.csv of XSTest. The register, the rules and the map are those of
docs/guide/over-refusal.md. For each model a workspace is made with one risk on its 250 safe
prompts, everything ingested, screened and labelled once; then each seed draws 100 on a copy of
it, and estimates, seals and asks the gate through the same workflows as the command line.

Prints, for each model and kind of refusal: the true rate, the share of seeds whose interval covers
it, the mean width, how often the gate said RELEASE, and the miss rate of the phrases. A RELEASE
is false when the true rate lies above the line.
"""

import argparse
import re
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "over-refusal.md"
BLOCK = re.compile(r'```toml title="([^"]+)"\n(.*?)```', re.DOTALL)
MODELS = ("llama2orig", "llama2new", "mistralinstruct", "mistralguard", "gpt4")
RISKS = ("over-refusal", "partial-refusal")
BUDGET = 100
HEADINGS = (
    "refusals, model",
    "true rate",
    "covered",
    "mean width",
    "RELEASE",
    "phrases miss",
    "covered",
    "mean width",
)


class Outcome(NamedTuple):
    """One seed on one workspace."""

    covers: bool
    width: float
    covers_missed: bool
    missed_width: float
    released: bool


def prepare(folder: Path, *, model: str, risk: str, source: Path) -> tuple[float, float]:
    """Make a workspace with one risk on one model, labelled whole; return the truth by census."""
    from plimsoll import Workspace

    blocks = dict(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
    (folder / "risks").mkdir(parents=True)
    (folder / "rules").mkdir()
    text = blocks[f"risks/{risk}.toml"]
    one_model = f'population = ["type not like contrast_*", "model = {model}"]'
    text = re.sub(r"population = \[.*\]", one_model, text)
    (folder / "risks" / f"{risk}.toml").write_text(text, encoding="utf-8")
    rules = blocks["rules/refusal.toml"].split("[[rule]]")
    kept = "".join(f"[[rule]]{rule}" for rule in rules[1:] if f'risk = "{risk}"' in rule)
    (folder / "rules" / "refusal.toml").write_text(kept, encoding="utf-8")
    columns, labels = blocks["xstest.toml"].split("[labels.verdicts.over-refusal]", 1)
    tables = ("[labels.verdicts.over-refusal]" + labels).split("[labels.verdicts.")
    verdicts = next(table for table in tables if table.startswith(risk))
    map_file = folder / "map.toml"
    map_file.write_text(f"{columns}[labels.verdicts.{verdicts}", encoding="utf-8")
    workspace = Workspace.init(folder, profile="blank", seed=1)
    workspace.ingest(sources=[source], map_file=map_file)
    workspace.screen()
    workspace.label_import(source=source, map_file=map_file)
    census = folder.with_name(f"{folder.name}-census")
    shutil.copytree(folder, census)
    Workspace(census).draw(budget=None)
    found = Workspace(census).estimate().estimates[0]
    assert found.rate.lower == found.rate.upper, "a census has no sampling error"
    return float(found.rate.lower), float(found.missed_by_screen.lower)


def one_seed(base: Path, truth: tuple[float, float], seed: int) -> Outcome:
    """Draw 100 with one seed on a copy, and see what is claimed."""
    from plimsoll import Workspace

    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "workspace"
        shutil.copytree(base, copy)
        workspace = Workspace(copy)
        workspace.draw(budget=BUDGET, seed=seed)
        estimate = workspace.seal().claims[0].estimate
        decision = workspace.gate(release="candidate").decision
        assert estimate.reviewed_count == BUDGET
    rate, missed = estimate.rate, estimate.missed_by_screen
    return Outcome(
        covers=float(rate.lower) - 1e-9 <= truth[0] <= float(rate.upper) + 1e-9,
        width=float(rate.upper - rate.lower),
        covers_missed=float(missed.lower) - 1e-9 <= truth[1] <= float(missed.upper) + 1e-9,
        missed_width=float(missed.upper - missed.lower),
        released=decision.outcome.value == "RELEASE",
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--risk", dest="risks", action="append", choices=RISKS)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(f"{BUDGET} draws of 250, {arguments.seeds} seeds each\n")
    print("| " + " | ".join(HEADINGS) + " |")
    print("|---|" + "--:|" * (len(HEADINGS) - 1))
    with tempfile.TemporaryDirectory() as scratch, ProcessPoolExecutor(arguments.workers) as pool:
        for risk in arguments.risks or RISKS:
            for model in MODELS:
                base = Path(scratch) / f"{risk}-{model}"
                source = arguments.folder / f"completions_{model}.csv"
                truth = prepare(base, model=model, risk=risk, source=source)
                seeds = range(1, arguments.seeds + 1)
                many = len(seeds)
                outcomes = list(
                    pool.map(one_seed, [base] * many, [truth] * many, seeds, chunksize=10)
                )
                print(f"| {risk}, `{model}` | {row(truth, outcomes)} |", flush=True)


def row(truth: tuple[float, float], outcomes: list[Outcome]) -> str:
    """Return the cells of one line of the table."""
    mean = Outcome(*(sum(column) / len(outcomes) for column in zip(*outcomes, strict=True)))
    cells = (
        f"{100 * truth[0]:.1f} %",
        f"{100 * mean.covers:.1f} %",
        f"{100 * mean.width:.1f} points",
        f"{100 * mean.released:.1f} %",
        f"{100 * truth[1]:.1f} %",
        f"{100 * mean.covers_missed:.1f} %",
        f"{100 * mean.missed_width:.1f} points",
    )
    return " | ".join(cells)


if __name__ == "__main__":
    main()
