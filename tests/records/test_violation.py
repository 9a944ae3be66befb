from plimsoll.errors import InputError
from plimsoll.records.violation import Violation, nearest, violation_of


def test_a_violation_says_where_what_why_and_how_on() -> None:
    found = Violation("risks/a.toml", 3, "owner is empty", "nobody answers", "name one")
    assert str(found) == "risks/a.toml:3: owner is empty\n  why: nobody answers\n  fix: name one"


def test_a_warning_calls_itself_one() -> None:
    found = Violation("a", 1, "what", "why", "fix", blocks=False)
    assert str(found).startswith("a:1: what (a warning)\n")


def test_an_error_keeps_the_place_that_it_names_and_no_other() -> None:
    placed = InputError("a.toml:7: this is not TOML", why="w", fix="f")
    assert violation_of(placed, file="a.toml", line=1).line == 7
    assert violation_of(placed, file="a.toml", line=1).what == "this is not TOML"
    elsewhere = violation_of(placed, file="b.toml", line=2)
    assert (elsewhere.line, elsewhere.what) == (2, placed.what)


def test_a_key_without_a_neighbour_is_told_all_of_them() -> None:
    assert nearest("zzz", ("owner", "title")) == "use one of: owner, title"
