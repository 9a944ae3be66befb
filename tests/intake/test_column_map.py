"""What a user says about the columns."""

import tomllib

import pytest

from plimsoll.errors import InputError
from plimsoll.intake import ColumnMap, Reason, RowError
from plimsoll.intake.template import Template, look_up, text_of


def column_map(text: str) -> ColumnMap:
    return ColumnMap.of(tomllib.loads(text), origin="map.toml")


def test_a_map_is_read_whole():
    read = column_map(
        """
        [transcripts]
        id = "{model}/{id}"
        prompt = "question"
        time_offset = "+01:00"
        [transcripts.attributes]
        type = "type"
        [transcripts.constants]
        deployment = "eu"
        [transcripts.file_name]
        pattern = "completions_{model}"
        [transcripts.roles]
        human = "user"
        [labels]
        anything = 1
        """
    )
    assert read.names == {"model", "id", "question", "type"}
    assert read.same_in_every_row(file_stem="completions_gpt4") == {
        "file_stem": "completions_gpt4",
        "deployment": "eu",
        "model": "gpt4",
    }
    assert read.roles == {"human": "user"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[transcript]", "transcript"),
        ("[transcripts]\nprompts = 'a'", "transcripts.prompts"),
        ("[transcripts]\nprompt = 1", "transcripts.prompt"),
        ("[transcripts]\nprompt = ''", "transcripts.prompt"),
        ("[transcripts]\nprompt = '{a'", "transcripts.prompt"),
        ("[transcripts]\nprompt = 'a}'", "transcripts.prompt"),
        ("[transcripts]\nprompt = '{}'", "transcripts.prompt"),
        ("[transcripts]\nattributes = 'a'", "transcripts.attributes"),
        ("[transcripts.attributes]\nmodel = 'a'", "model"),
        ("[transcripts.clusters]\noccurred_at_utc = 'a'", "occurred_at_utc"),
        ("[transcripts.constants]\na = 1", "transcripts.constants.a"),
        ("[transcripts.file_name]\npatern = 'a'", "transcripts.file_name.patern"),
        ("[transcripts.file_name]\npattern = 'a'", "transcripts.file_name.pattern"),
        ("[transcripts.roles]\nhuman = 'person'", "transcripts.roles.human"),
        ("[transcripts]\ntime_offset = 'Berlin'", "transcripts.time_offset"),
        ("[transcripts]\ntime_offset = '+99:00'", "transcripts.time_offset"),
        ("[transcripts]\ntime_offset = 1", "transcripts.time_offset"),
        ("transcripts = 3", "transcripts"),
    ],
)
def test_a_mistake_is_named_with_its_key(text, key):
    with pytest.raises(InputError, match=r"map\.toml") as caught:
        column_map(text)
    assert f"map.toml: {key} " in caught.value.what


def test_a_file_whose_name_does_not_fit_is_refused():
    read = column_map("[transcripts.file_name]\npattern = 'completions_{model}'")
    with pytest.raises(InputError, match="does not fit"):
        read.same_in_every_row(file_stem="answers_gpt4")


def test_the_pattern_of_a_file_name_is_text_and_no_expression():
    read = column_map("[transcripts.file_name]\npattern = 'a.b+{model}'")
    assert read.same_in_every_row(file_stem="a.b+m")["model"] == "m"
    with pytest.raises(InputError):
        read.same_in_every_row(file_stem="axbb_m")


def test_the_digest_follows_the_transcripts_and_not_the_labels():
    plain = column_map("[transcripts]\nprompt = 'a'")
    assert column_map("[transcripts]\nprompt = 'a'\n[labels]\nx = 1").sha256 == plain.sha256
    assert column_map("[transcripts]\nprompt = 'b'").sha256 != plain.sha256
    assert ColumnMap.of({}, origin="x").sha256 == ColumnMap().sha256


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", ["prompt", "completion"]),
        ("", ["messages"]),
        ("", ["transcript_id", "turns"]),
        ("[transcripts]\nprompt = 'q'\nresponse = 'a'", ["q", "a"]),
        ("[transcripts]\nprompt = 'q.text'\nresponse = 'a'", ["q", "a"]),
        ("[transcripts]\nid = '{file_stem}/{n}'", ["n", "prompt", "output"]),
        ("[transcripts.constants]\nprompt = 'Say something.'", ["response"]),
    ],
)
def test_a_header_with_all_that_is_needed_will_do(text, columns):
    column_map(text).check_columns(columns, file_stem="file")


@pytest.mark.parametrize(
    ("text", "columns", "absent"),
    [
        ("", ["prompt"], "response"),
        ("", ["response"], "prompt"),
        ("", [], "prompt"),
        ("[transcripts]\nprompt = 'q'\nresponse = 'a'", ["q"], "'a'"),
        ("[transcripts]\nid = '{n}'", ["prompt", "response"], "'n'"),
        ("[transcripts.attributes]\nt = 'type'", ["prompt", "response"], "'type'"),
        ("[transcripts.clusters]\nt = 'user'", ["prompt", "response"], "'user'"),
    ],
)
def test_a_missing_column_is_named(text, columns, absent):
    with pytest.raises(InputError, match="is missing") as caught:
        column_map(text).check_columns(columns, file_stem="file")
    assert absent in caught.value.what


def test_a_template_is_filled_with_texts():
    row = {"a": "x{b}", "b": True, "c": {"d": None}}
    assert Template.of("{a}-{b}").text(row) == "x{b}-true"
    assert Template.of("a").value(row) == "x{b}"
    with pytest.raises(RowError) as caught:
        Template.of("{a}{c.d}").text(row)
    assert caught.value.reason is Reason.MISSING_FIELD


def test_a_dotted_name_is_first_a_column_and_then_a_path():
    assert look_up({"a.b": 1, "a": {"b": 2}}, "a.b") == 1
    assert look_up({"a": {"b": {"c": 2}}}, "a.b.c") == 2
    assert look_up({"a": [1]}, "a.b") is None
    assert text_of(look_up({}, "a")) is None
