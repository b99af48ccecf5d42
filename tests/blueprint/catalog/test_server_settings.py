"""Each environment variable of the vendor's guides has one row, and each row names an existing setting."""

import re

import pytest

from blueprint.catalog.server_settings import TYPED
from blueprint.catalog.server_settings.row import setting_path
from tests.blueprint.catalog import guides
from tests.blueprint.catalog.setting_keys import is_stack_key


@pytest.mark.parametrize("variable", guides.ENVIRONMENT)
def test_each_variable_of_the_guides_has_one_row(variable: str) -> None:
    pattern = {row.variable: re.sub(r"\\{\w+\\}", "[^.]+", re.escape(row.path)) for row in TYPED}
    matches = [name for name, path in pattern.items() if re.fullmatch(path, setting_path(variable))]

    # A field of an identity provider with its own key also matches the row for further fields.
    own = [name for name in matches if not name.endswith("{field}")]
    assert len(own) == 1, own


@pytest.mark.parametrize("setting", sorted({setting for row in TYPED for setting in row.setting.split(", ")}))
def test_each_row_names_an_existing_setting(setting: str) -> None:
    assert is_stack_key(setting)
