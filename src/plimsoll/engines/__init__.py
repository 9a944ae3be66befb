"""Where work runs: in this process, or in workers, with the same answers."""

from plimsoll.engines.engine import Engine, EngineError, SerialEngine
from plimsoll.engines.local import ProcessEngine

__all__ = ["Engine", "EngineError", "ProcessEngine", "SerialEngine"]
