"""One turn while it is being read: its texts, thoughts and calls, part by part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.intake.strict_json import compact_json
from plimsoll.records import ToolCall, Turn
from plimsoll.records.transcript import Role

# The kinds of part that are text, and the key under which each holds it.
CONTENT_PARTS: Final = {
    "text": "text",
    "input_text": "text",
    "output_text": "text",
    "refusal": "refusal",
}
REASONING_PARTS: Final = {"thinking": "thinking", "reasoning": "text"}
TOOL_USES: Final = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
CALL_KEYS: Final = ("arguments", "input", "args")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(slots=True)
class TurnDraft:
    """A turn that is not finished."""

    role: Role
    content: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    tool_calls: list[ToolCall] = field(default_factory=list)
    tool_call_id: str = ""
    name: str = ""

    def is_empty(self) -> bool:
        """Tell whether nothing has been added yet."""
        return not (self.content or self.reasoning or self.tool_calls)

    def turn(self) -> Turn:
        """Return the turn; parts are joined by line ends."""
        return Turn(
            role=self.role,
            content="\n".join(self.content),
            reasoning="\n".join(self.reasoning),
            tool_calls=tuple(self.tool_calls),
            tool_call_id=self.tool_call_id,
            name=self.name,
        )

    def add_part(self, part: Any) -> None:  # noqa: ANN401 - any JSON value
        """Add one part of a content.

        Raises:
            RowError: The part is neither text nor an object that says its type.
        """
        if type(part) is str:
            self.content.append(part)
            return
        kind = part.get("type") if isinstance(part, dict) else None
        if not isinstance(kind, str):
            raise RowError(Reason.BAD_MESSAGE, f"A part has no type: {shown(part)}.")
        if kind in TOOL_USES:
            self.tool_calls.append(_tool_call(part, called=part))
        elif isinstance(part.get(REASONING_PARTS.get(kind)), str):
            self.reasoning.append(str(part[REASONING_PARTS[kind]]))
        elif kind == "redacted_thinking":
            self.reasoning.append(compact_json(part))
        elif isinstance(part.get(CONTENT_PARTS.get(kind)), str):
            self.content.append(str(part[CONTENT_PARTS[kind]]))
        else:
            self.content.append(compact_json(part))

    def add_fields(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Add what stands beside the content, and return what is left over."""
        left_over = {}
        for key, value in message.items():
            if value in EMPTY or key in {"role", "content"}:
                continue
            if key in {"tool_calls", "function_call"}:
                self._add_calls(value if isinstance(value, list) else [value])
            elif not isinstance(value, str) or not self._add_text(key, text=str(value)):
                left_over[key] = value
        return left_over

    def _add_text(self, key: str, *, text: str) -> bool:
        match key:
            case "reasoning" | "reasoning_content":
                if text not in self.reasoning:  # some servers send both names
                    self.reasoning.append(text)
            case "refusal":
                self.content.append(text)
            case "name":
                self.name = text
            case "tool_call_id":
                self.tool_call_id = text
            case _:
                return False
        return True

    def _add_calls(self, calls: Iterable[Any]) -> None:
        for call in calls:
            if not isinstance(call, dict):
                raise RowError(Reason.BAD_MESSAGE, f"A tool call is {shown(call)}.")
            called = call.get("function") or call.get("custom") or call
            self.tool_calls.append(_tool_call(call, called=called))


def _tool_call(call: Mapping[str, Any], *, called: Any) -> ToolCall:  # noqa: ANN401 - any JSON value
    name = called.get("name") if isinstance(called, dict) else None
    if not isinstance(name, str):
        raise RowError(Reason.BAD_MESSAGE, "A tool call has no name.")
    arguments = next((called[key] for key in CALL_KEYS if key in called), "")
    call_id = call.get("id")
    return ToolCall(
        name=str(name),
        arguments=str(arguments) if isinstance(arguments, str) else compact_json(arguments),
        call_id=str(call_id) if isinstance(call_id, str) else "",
    )
