"""Which transcripts people should read, and with what chance each was chosen."""

from plimsoll.sampling.design import Design, Round, next_round
from plimsoll.sampling.frame import Frame, Listed, frame_of

__all__ = ["Design", "Frame", "Listed", "Round", "frame_of", "next_round"]
