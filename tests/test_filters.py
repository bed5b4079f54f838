"""Filters of lists that name nothing: the same everywhere, so that no list passes for another."""

import inspect

import pytest
from django.urls import get_resolver

from lib.forms.filters import ListFilterForm
from meetings.models import Cell
from tests.pages import find_all, parse, text

pytestmark = pytest.mark.django_db


def filters(form=ListFilterForm) -> set[type[ListFilterForm]]:
    return {form, *(below for part in form.__subclasses__() for below in filters(part))}


def made(form, data, user):
    asked = inspect.signature(form).parameters
    known = {"user": user, "cells": Cell.objects.visible_to(user)}
    return form(data, **{name: value for name, value in known.items() if name in asked})


def test_each_is_left_out_and_said_so_beside_its_field(staff, other_commission):
    assert get_resolver().url_patterns  # by then every list's form is known
    told = {}
    for form in filters() - {ListFilterForm}:
        nothing = made(form, {}, staff)
        names = [field.name for field in nothing.visible_fields()]
        cut = made(form, dict.fromkeys(names, other_commission.code + "\0") | {"sort": "x"}, staff)
        assert cut.is_valid()
        assert nothing.is_valid()
        assert cut.cleaned_data == nothing.cleaned_data
        assert sorted(cut.left_out) == sorted(names)
        told[form.__name__] = all(cut[name].help_text == note for name, note in cut.left_out.items())
    assert told == dict.fromkeys(told, True)
    assert len(told) == 18


def test_the_page_and_the_files_head_say_so(as_staff, staff, other_commission):
    page = as_staff.get("/visits/", {"committee": other_commission.code, "q": "x" * 101})
    notes = [text(note) for note in find_all(parse(page), **{"class": "form-text text-danger-emphasis"})]
    assert notes == [
        "Không có “BTGTU” ở mục này. Danh sách hiện không lọc theo mục này.",
        "Hãy rút ngắn còn nhiều nhất 100 ký tự (hiện có 101). Danh sách hiện không lọc theo mục này.",
    ]
    assert page.context["filter"].words() == f"Cấp ủy, cơ quan: {notes[0]} · Cán bộ hoặc chi bộ: {notes[1]}"
