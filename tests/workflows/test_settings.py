import pytest

from plimsoll.errors import InputError, WorkspaceError
from plimsoll.workflows.settings import Settings, load_settings, parse_settings

FULL = """\
name = "support desk"
database_url = "postgresql+psycopg://plimsoll@db/plimsoll"
claim_valid_days = 30
strata_by = ["model_version", "language"]
max_row_bytes = 4096

[column_map]
transcript_id = "id"
"""


def test_an_empty_file_gives_every_default() -> None:
    assert parse_settings("") == Settings()


def test_every_setting_is_read() -> None:
    settings = parse_settings(FULL)
    assert settings.name == "support desk"
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert settings.claim_valid_days == 30
    assert settings.strata_by == ("model_version", "language")
    assert settings.max_row_bytes == 4096
    assert settings.column_map == {"transcript_id": "id"}


def test_a_misspelt_setting_is_named_with_its_line_and_the_nearest_one() -> None:
    with pytest.raises(InputError) as caught:
        parse_settings('name = "a"\nclaim_valid_day = 3\n')
    assert caught.value.what == "plimsoll.toml:2: claim_valid_day is not a setting."
    assert "claim_valid_days" in caught.value.fix


@pytest.mark.parametrize(
    "row",
    [
        "name = 3",
        "claim_valid_days = 0",
        "claim_valid_days = 3651",
        "claim_valid_days = true",
        "claim_valid_days = 1.5",
        'claim_valid_days = "90"',
        "max_row_bytes = 1023",
        "max_row_bytes = 1073741825",
        'strata_by = "model"',
        'strata_by = ["model", "model"]',
        'strata_by = [""]',
        'column_map = "id"',
        'database_url = "mysql://host/name"',
        "database_url = 3",
    ],
)
def test_a_value_out_of_range_is_named_with_its_line(row: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_settings(f"\n{row}\n")
    key = row.partition(" ")[0]
    assert caught.value.what.startswith(f"plimsoll.toml:2: {key} must be ")


def test_text_that_is_not_toml_gives_file_and_line() -> None:
    with pytest.raises(InputError, match=r"plimsoll\.toml:2: this is not TOML"):
        parse_settings('name = "a"\nname\n')


def test_a_folder_without_settings_is_no_workspace(tmp_path) -> None:
    with pytest.raises(WorkspaceError, match=r"There is no plimsoll\.toml"):
        load_settings(tmp_path)


def test_settings_are_read_from_the_workspace(tmp_path) -> None:
    (tmp_path / "plimsoll.toml").write_text(FULL)
    assert load_settings(tmp_path).name == "support desk"


def test_a_relative_database_lies_in_the_workspace_and_another_stays_where_it_is(tmp_path) -> None:
    at = Settings().database_url_at(tmp_path)
    assert at == f"sqlite:///{tmp_path}/state.sqlite"
    absolute = Settings(database_url="sqlite:////var/state.sqlite")
    assert absolute.database_url_at(tmp_path) == absolute.database_url
    server = Settings(database_url="postgresql+psycopg://host/name")
    assert server.database_url_at(tmp_path) == server.database_url
