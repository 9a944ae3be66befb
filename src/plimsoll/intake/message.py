"""Messages, as OpenAI and Anthropic write them, to turns.

A content is text, a list of parts, or absent (a log may keep no words). Parts of text are joined
by line ends; thinking becomes reasoning; a tool's use becomes a call; a tool's result becomes a
turn of its own with the role ``tool``. A part of any other kind, such as an image, stays in the
content as its compact JSON. A role that is not ours is refused, unless the column map says what
it means: nobody knows whether a ``critic`` speaks for the user or for the model.

What a message holds besides comes back as left over. Not kept: signatures, cache hints and
citations on the parts of a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.intake.strict_json import compact_json
from plimsoll.intake.turn_draft import TurnDraft
from plimsoll.records import Turn
from plimsoll.records.transcript import Role

OWN_ROLES: Final[Mapping[str, Role]] = {role: role for role in get_args(Role)}
PLAIN_KEYS: Final = frozenset({"role", "content"})
TOOL_RESULT: Final = "tool_result"


@dataclass(slots=True)
class MessageReader:
    """One reading of one row's messages.

    Attributes:
        roles: What other roles mean.
        turns: The turns read so far.
        left_over: What the messages hold besides, by the index of the turn.
    """

    roles: Mapping[str, Role]
    turns: list[Turn] = field(default_factory=list)
    left_over: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self, value: Any, *, role: Role) -> None:  # noqa: ANN401 - any JSON value
        """Add what was said: a text, a message, a list of messages, or a list of parts.

        Args:
            value: What was said.
            role: Who said it, where the value does not tell.

        Raises:
            RowError: It is none of these, or a role is unknown.
        """
        if type(value) is str:  # a number is a text too, but nothing that somebody said
            self.turns.append(Turn(role=role, content=value))
        elif isinstance(value, dict):
            self._message(_answer(value))
        elif not isinstance(value, list):
            raise RowError(Reason.BAD_MESSAGE, f"It is {shown(value)}.")
        elif any(_has_role(item) for item in value):
            for item in value:
                self._message(item)
        elif value:
            self._message({"role": role, "content": value})

    def _message(self, message: Any) -> None:  # noqa: ANN401 - any JSON value
        if not _has_role(message):
            raise RowError(Reason.BAD_MESSAGE, f"Message {len(self.turns)} has no role.")
        role, content = self._role(message["role"]), message.get("content")
        if type(content) is str and message.keys() <= PLAIN_KEYS:
            self.turns.append(Turn(role=role, content=content))
            return
        before = len(self.turns)
        draft = TurnDraft(role)
        for part in _parts(content, role=role):
            if isinstance(part, dict) and part.get("type") == TOOL_RESULT:
                if not draft.is_empty():
                    self.turns.append(draft.turn())
                self._tool_result(part)
                draft = TurnDraft(role)
            else:
                draft.add_part(part)
        left_over = draft.add_fields(message)
        if len(self.turns) == before or not draft.is_empty():
            self.turns.append(draft.turn())
        if left_over:
            self.left_over[str(len(self.turns) - 1)] = left_over

    def _role(self, name: Any) -> Role:  # noqa: ANN401 - any JSON value
        role = (OWN_ROLES.get(name) or self.roles.get(name)) if isinstance(name, str) else None
        if role is None:
            raise RowError(Reason.UNKNOWN_ROLE, f"It is {shown(name)}.")
        return role

    def _tool_result(self, part: Mapping[str, Any]) -> None:
        draft = TurnDraft("tool", tool_call_id=str(part.get("tool_use_id") or ""))
        for inner in _parts(part.get("content"), role="tool"):
            draft.add_part(inner)
        if part.get("is_error") is True:
            self.left_over[str(len(self.turns))] = {"is_error": True}
        self.turns.append(draft.turn())


def _has_role(message: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(message, dict) and "role" in message


def _parts(content: Any, *, role: Role) -> list[Any]:  # noqa: ANN401 - any JSON value
    if content is None:
        return []
    if type(content) is str:
        return [content]
    if isinstance(content, list):
        return content
    if role == "tool":  # a result as the tool gave it
        return [compact_json(content)]
    raise RowError(Reason.BAD_MESSAGE, f"A content is {shown(content)}.")


def _answer(value: dict[str, Any]) -> dict[str, Any]:
    """Return the message in a response body; what the body says besides goes with it."""
    choices = value.get("choices")
    if choices is None:
        return value
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        raise RowError(Reason.BAD_MESSAGE, "A response must hold exactly one choice.")
    message = choices[0].get("message")
    if not isinstance(message, dict) or "role" not in message:
        raise RowError(Reason.BAD_MESSAGE, "The choice of a response holds no message.")
    body = {key: item for key, item in value.items() if key != "choices"}
    choice = {key: item for key, item in choices[0].items() if key != "message"}
    return {**body, **choice, **message}
