"""Whose a form's key is: as long as it was signed with a secret that the server still knows."""

import datetime as dt

from committees.models import User
from lib.form_keys import new_form_key, opened_by

DAY = dt.timedelta(days=1)


def test_a_form_that_was_open_while_the_secret_was_changed_is_still_its_users(settings):
    key = new_form_key(User(pk=7))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another one"
    assert opened_by(key, DAY) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opened_by(key, DAY) == 7
    assert opened_by(new_form_key(User(pk=8)), DAY) == 8
