from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import InputError
from plimsoll.records.toml_source import TomlSource

TRICKY = '''\
# a comment with [brackets] and "quotes
id = "a"          # [not.a.table]
text = """
[line]
rate = "not me"
""ends with quotes"""""
literal = \'\'\'
owner = 'not me'\'\'\'
"quoted key" = 1
dotted.name = 2
list = [
  "one", # ]
  [ "two",
    "three" ],
  { inner = "four",  other = [ 5 ] },
]
moment = 2026-01-01 12:00:00

[line]
rate = 0.050
  [line.deeper]
  key = 1

[[control]]
name = "first"

[[control]]
name = "second"
[control.part]
x = 1
[[control.item]]
y = 1
[[control.item]]
y = 2
'''


def test_every_key_is_found_on_the_line_where_it_stands() -> None:
    source = TomlSource.of(TRICKY, file_name="t.toml")
    rows = TRICKY.splitlines()
    for path, begins in (
        (("id",), "id ="),
        (("text",), "text ="),
        (("literal",), "literal ="),
        (("quoted key",), '"quoted key"'),
        (("dotted", "name"), "dotted.name"),
        (("list",), "list ="),
        (("list", 0), '  "one"'),
        (("list", 1), '  [ "two"'),
        (("list", 1, 1), '    "three"'),
        (("list", 2, "inner"), "  { inner"),
        (("list", 2, "other", 0), "  { inner"),
        (("line",), "[line]"),
        (("line", "rate"), "rate = 0"),
        (("line", "deeper", "key"), "  key"),
        (("control", 0, "name"), 'name = "first"'),
        (("control", 1), "[[control]]"),
        (("control", 1, "name"), 'name = "second"'),
        (("control", 1, "part", "x"), "x = 1"),
        (("control", 1, "item", 0, "y"), "y = 1"),
        (("control", 1, "item", 1, "y"), "y = 2"),
    ):
        assert rows[source.line_of(*path) - 1].startswith(begins), path
    assert source.line_of("control", 1) > source.line_of("control", 0)


def test_what_is_missing_is_placed_at_its_nearest_parent() -> None:
    source = TomlSource.of(TRICKY, file_name="t.toml")
    assert source.line_of("line", "alpha") == source.line_of("line")
    assert source.line_of("control") == source.line_of("control", 0)
    assert source.line_of("nowhere", 3, "at all") == 1
    assert TomlSource.of("", file_name="t.toml").line_of("id") == 1


def test_a_number_is_read_from_its_text_and_never_through_a_binary_float() -> None:
    table = TomlSource.of("rate = 0.1000000000000000055511151231257827", file_name="t").table
    assert table["rate"] == Decimal("0.1000000000000000055511151231257827")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id = "a"\nowner = \n', 2),
        ('id = "a"\n\nid = "b"\n', 3),
        ('a = "unclosed\n', 1),
        ("a = [1,\n2,\n", 2),
        ("a = 1\nb = \x00\n", 2),
    ],
)
def test_text_that_is_not_toml_is_refused_with_file_and_line(text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        TomlSource.of(text, file_name="risks/a.toml")
    assert caught.value.what.startswith(f"risks/a.toml:{line}: ")


@pytest.mark.parametrize("bomb", ["a = " + "[" * 50_000, "a = " + "{a=" * 50_000])
def test_a_nesting_bomb_is_an_error_and_no_crash(bomb: str) -> None:
    with pytest.raises(InputError):
        TomlSource.of(bomb, file_name="bomb.toml")


keys = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
strings = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\x7f"),
    max_size=12,
)


@given(
    st.dictionaries(keys, st.lists(strings, max_size=4), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_any_layout_of_a_table_keeps_its_lines(table: dict[str, list[str]], layout) -> None:
    rows: list[str] = []
    expected: dict[tuple[str | int, ...], int] = {}
    for key, items in table.items():
        rows += ["# [x]"] * layout.randint(0, 2)
        expected[key,] = len(rows) + 1
        rows.append(f"{key} = [")
        for index, item in enumerate(items):
            rows += [""] * layout.randint(0, 1)
            expected[key, index] = len(rows) + 1
            escaped = item.replace("\\", "\\\\").replace('"', '\\"')
            rows.append(f'  "{escaped}",')
        rows.append("]")
    source = TomlSource.of("\n".join(rows), file_name="t")
    assert source.table == table
    assert {path: source.line_of(*path) for path in expected} == expected


def test_windows_line_ends_count_as_one_line() -> None:
    source = TomlSource.of('a = 1\r\nb = """x\r\ny"""\r\nc = 1\r\n', file_name="t")
    assert [source.line_of(key) for key in "abc"] == [1, 2, 4]
