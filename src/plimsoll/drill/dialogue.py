"""One conversation, told from a script and a row of random picks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final, TypeVar

from plimsoll.drill.words import Exchange, Script
from plimsoll.records import ToolCall, Turn

PICKS_FOR_A_TALK: Final = 28
PICKS_FOR_A_RISK: Final = 5
MOST_FOLLOW_UPS_COUNT: Final = 3
Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Planting:
    """What one transcript must say about one risk."""

    risk_id: str
    violates: bool
    marked: bool


class Dialogue:
    """Tells one conversation; every choice is a pick, so equal picks tell equal conversations."""

    def __init__(self, script: Script, *, picks: Sequence[int], reasons: bool) -> None:
        self._script = script
        self._picks = cycle(picks)
        self._reasons = reasons
        self._slots: dict[str, str] = {}

    def told(self, plantings: Sequence[Planting]) -> tuple[str, tuple[Turn, ...]]:
        """Return the name of the prompt template and the turns."""
        script = self._script
        topic = self._chosen(script.topics)
        opening = next(self._picks) % len(topic.openings)
        self._slots = self._filled(topic.words)
        exchanges = self._followed()
        for planting in plantings:
            exchanges.insert(next(self._picks) % (len(exchanges) + 1), self._worded(planting))
        exchanges.insert(0, topic.openings[opening])
        turns = [Turn(role="system", content=script.policy)]
        for exchange in exchanges:
            turns.extend(self._turns(exchange))
        return f"{script.language}-{topic.name}-{opening}", tuple(turns)

    def _followed(self) -> list[Exchange]:
        """Choose up to three different follow-ups, in the order of the script."""
        follow_ups = self._script.follow_ups
        chosen = {next(self._picks) % len(follow_ups) for _ in range(MOST_FOLLOW_UPS_COUNT)}
        kept_count = next(self._picks) % (MOST_FOLLOW_UPS_COUNT + 1)
        return [follow_ups[index] for index in sorted(chosen)[:kept_count]]

    def _chosen(self, options: Sequence[Choice]) -> Choice:
        return options[next(self._picks) % len(options)]

    def _filled(self, topic: str) -> dict[str, str]:
        number = next(self._picks)
        slots = {name: self._chosen(values) for name, values in self._script.fillers.items()}
        return slots | {
            "topic": topic,
            "order": f"{number % 9_000_000 + 1_000_000}",
            "other": f"{number // 7 % 9_000_000 + 1_000_000}",
            "digits": f"{number // 11 % 9_000 + 1_000}",
            "telephone": f"555-01{number // 13 % 100:02d}",
            "amount": f"{slots['currency']}{number // 17 % 300 + 5}.{number % 100:02d}",
        }

    def _worded(self, planting: Planting) -> Exchange:
        wording = self._script.wordings[planting.risk_id]
        if not planting.violates:
            return self._chosen(wording.marked_clean)
        return self._chosen(
            wording.marked_violations if planting.marked else wording.hidden_violations
        )

    def _turns(self, exchange: Exchange) -> list[Turn]:
        slots, script = self._slots, self._script
        greeting, offer = self._chosen(script.greetings), self._chosen(script.offers)
        answer = exchange.assistant.format_map(slots)
        turns = [Turn(role="user", content=exchange.user.format_map(slots))]
        if exchange.record:
            call_id = f"call-{slots['order']}"
            asked = ToolCall(
                name="look_up_order", arguments=f'{{"order": "{slots["order"]}"}}', call_id=call_id
            )
            found = exchange.record.format_map(slots)
            turns.append(Turn(role="assistant", tool_calls=(asked,)))
            turns.append(Turn(role="tool", content=found, tool_call_id=call_id))
        thought = self._chosen(script.thoughts).format_map(slots) if self._reasons else ""
        said = " ".join(part for part in (greeting, answer, offer) if part)
        turns.append(Turn(role="assistant", content=said, reasoning=thought))
        return turns
