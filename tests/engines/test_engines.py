"""Every engine gives the answers of the serial one, in order, even when a worker is killed."""

import math
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from plimsoll.engines import EngineError, ProcessEngine, SerialEngine
from plimsoll.errors import DesignError
from plimsoll.records.canonical import sha256_hex

ENGINES = [
    SerialEngine(),
    ProcessEngine(workers_count=1, block_size=7),
    ProcessEngine(workers_count=3, block_size=4),
]
every_engine = pytest.mark.parametrize(
    "engine", ENGINES, ids=["serial", "one worker", "three workers"]
)


@every_engine
def test_answers_come_in_the_order_of_the_items(engine):
    assert list(engine.map(math.sqrt, range(100))) == [math.sqrt(item) for item in range(100)]


@every_engine
def test_no_items_give_no_answers(engine):
    assert list(engine.map(math.sqrt, [])) == []


@every_engine
def test_results_do_not_depend_on_the_engine(engine):
    items = [bytes([item]) * 50 for item in range(60)]
    assert list(engine.map(sha256_hex, items)) == list(SerialEngine().map(sha256_hex, items))


@every_engine
def test_an_error_of_the_kernel_is_raised_in_its_turn_and_earlier_answers_stand(engine):
    got = []
    with pytest.raises(ValueError, match=r"math domain|nonnegative"):
        got.extend(engine.map(math.sqrt, [4.0] * 23 + [-1.0, 4.0]))
    assert got == [2.0] * 23


@every_engine
def test_an_error_of_the_items_is_raised_in_its_turn_and_earlier_answers_stand(engine):
    def items():
        yield from [4.0] * 23
        raise DesignError("No more.", why="It ended.", fix="Stop.")

    got = []
    with pytest.raises(DesignError, match="No more"):
        got.extend(engine.map(math.sqrt, items()))
    assert got == [2.0] * 23


@every_engine
def test_our_own_errors_keep_what_why_and_fix(engine):
    with pytest.raises(DesignError, match="item 13") as raised:
        list(engine.map(refusing_thirteen, range(20)))
    assert (raised.value.why, raised.value.fix) == ("It is unlucky.", "Take 14.")


def test_an_error_that_cannot_travel_is_told_in_words():
    with pytest.raises(EngineError, match="HomeboundError: too far"):
        list(ProcessEngine(workers_count=1).map(raising_homebound, [1]))


def test_a_kernel_that_workers_cannot_import_is_refused():
    with pytest.raises(EngineError, match="cannot import"):
        list(ProcessEngine(workers_count=1).map(lambda item: item, [1]))


@every_engine
def test_items_are_read_only_as_answers_are_taken(engine):
    """An endless stream of items can be mapped; only a bounded number is read ahead."""
    read_count = 0

    def items():
        nonlocal read_count
        while True:
            read_count += 1
            yield 9.0

    answers = iter(engine.map(math.sqrt, items()))
    assert [next(answers) for _ in range(10)] == [3.0] * 10
    assert read_count <= 60
    if hasattr(answers, "close"):
        answers.close()


def test_a_killed_worker_is_replaced_and_no_answer_is_lost(tmp_path):
    """The kernel ends its own process the first time it meets item 13."""
    engine = ProcessEngine(workers_count=2, block_size=5)
    kernel = partial(killed_once, mark=str(tmp_path / "mark"))
    assert list(engine.map(kernel, range(40))) == list(range(40))
    assert (tmp_path / "mark").exists()


def test_an_item_that_kills_every_worker_is_named_and_earlier_answers_stand():
    engine = ProcessEngine(workers_count=2, block_size=5, retries_count=1)
    got = []
    with pytest.raises(EngineError, match=r"2 times in a row .* from number 10 on"):
        got.extend(engine.map(killed_by_thirteen, range(40)))
    assert got == list(range(10))


def test_no_worker_outlives_its_iterator():
    answers = ProcessEngine(workers_count=2, block_size=1).map(worker_id, range(100))
    workers = {next(answers), next(answers)}
    assert os.getpid() not in workers
    answers.close()
    for process_id in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(process_id, 0)


@pytest.mark.parametrize(
    "numbers",
    [
        {"workers_count": 0},
        {"workers_count": 1, "block_size": 0},
        {"workers_count": 1, "retries_count": -1},
    ],
    ids=repr,
)
def test_an_engine_that_could_never_answer_is_refused(numbers):
    with pytest.raises(EngineError, match="cannot have"):
        ProcessEngine(**numbers)


def killed_once(item, *, mark):
    if item == 13 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def killed_by_thirteen(item):
    if item == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def refusing_thirteen(item):
    if item == 13:
        raise DesignError("There is no item 13.", why="It is unlucky.", fix="Take 14.")
    return item


class HomeboundError(Exception):
    def __init__(self, distance, *, reason):
        super().__init__(f"{distance} {reason}")


def raising_homebound(item):
    raise HomeboundError("too", reason="far")


def worker_id(item):
    return os.getpid()
