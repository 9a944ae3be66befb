"""Workspaces that were sailed once and are copied for each test."""

import shutil

import pytest
from tests.cli.door import done
from tests.thread.voyage import answer_all, under_way


@pytest.fixture(scope="session")
def screened_once(tmp_path_factory):
    return under_way(tmp_path_factory.mktemp("screened") / "desk")


@pytest.fixture(scope="session")
def census_once(tmp_path_factory, screened_once):
    root = tmp_path_factory.mktemp("census") / "desk"
    shutil.copytree(screened_once, root)
    done("draw", "--census", root=root)
    answer_all(root)
    return root


@pytest.fixture
def screened(screened_once, tmp_path):
    """A workspace with a log that has been ingested and screened."""
    return shutil.copytree(screened_once, tmp_path / "desk")


@pytest.fixture
def census(census_once, tmp_path):
    """A workspace in which two people found every transcript clean; nothing is sealed yet."""
    return shutil.copytree(census_once, tmp_path / "desk")
