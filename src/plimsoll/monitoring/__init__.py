"""What changed: watches on a stream against a line, with a stated rate of false alarms."""

from plimsoll.monitoring.watch import LineWatch, NullWatch, Watch, WatchState, observe_all

__all__ = ["LineWatch", "NullWatch", "Watch", "WatchState", "observe_all"]
