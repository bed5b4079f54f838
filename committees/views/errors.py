"""Pages for what went wrong, in the product's dress, with what was typed."""

import sys

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, set_script_prefix
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from django.views.defaults import server_error as plain_server_error

from committees import in_view, kept
from lib import away

LONGEST_SHOWN = 20_000  # letters of one field
# What no reader typed, and what nobody else may read over a shoulder.
UNSEEN = ("csrfmiddlewaretoken", "form_key", "version", "next", "save", "preview", "correction")
SECRET = "password"  # noqa: S105 (the word, no password)
TICKED = "on"
RETRY_AFTER = 30  # seconds


def csrf_failure(request, reason=""):
    """A form opened before its user signed in again elsewhere comes back filled, to be sent anew.

    Where it cannot, the page shows what was typed, to be copied. Nothing is saved here. Another site cannot
    use this to fill forms: it has no form's key, and its requests come without the session cookie (SameSite).
    """
    view_class = _view_class(request)
    is_known = request.user.is_authenticated
    back = redirect(request.get_full_path())
    if is_known and getattr(view_class, "keeps_typed", False) and kept.keep(request, back):
        return back
    facts = {
        "typed": typed_in(request) if is_known and kept.is_from_here(request) else [],
        "form_url": request.get_full_path() if hasattr(view_class, "get") else "",
    }
    return render(request, "403_csrf.html", facts, status=403)


def not_found(request, exception):
    """Where no province could be entered, the links of the page lead out of there."""
    if not (request.resolver_match and getattr(request.user, "province_in_view", None)):
        set_script_prefix(in_view.root())
    return page_not_found(request, exception)


def bad_request(request, exception=None):
    """What Django refuses to read; too much of it is 413.

    A session that cannot be saved because the database has gone is said by Django to be such a request.
    """
    if _is_away(exception):
        return server_error(request)
    is_too_big = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent))
    words = render_to_string("400.html", {"is_too_big": is_too_big})
    return HttpResponse(words, status=413 if is_too_big else 400)


def server_error(request):
    """Nothing is asked that may have failed: no database, no session, no context processor.

    Where it is the database that does not answer, is kept busy by somebody's long import or has moved to
    another machine, it is not the product that is broken, and the same form will do in a moment: 503.
    """
    is_away = _is_away(sys.exc_info()[1])
    typed = []
    try:
        # Only of a request that has been found to come from our own page.
        if getattr(request, "csrf_processing_done", False) and request.method == "POST":
            typed = typed_in(request)
        words = render_to_string("500.html", {"typed": typed, "is_away": is_away})
    except Exception:  # there is nobody left to tell
        return plain_server_error(request, "500_plain.html")
    if is_away:
        return HttpResponse(words, status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(words, status=500)


def _is_away(error: BaseException | None) -> bool:
    """Whether it was the database's, at first."""
    while error and not away.is_away(error):
        error = error.__context__
    return error is not None


def typed_in(request) -> list[tuple[str, str]]:
    """What was typed into a form that was sent: (its label, the text), without secrets and files."""
    form_class = getattr(_view_class(request), "form_class", None)
    fields = getattr(form_class, "base_fields", {})
    pairs = []
    for name, values in request.POST.lists():
        field = fields.get(name)
        if name.partition("-")[0] in UNSEEN or SECRET in name or _is_unseen(field):
            continue
        label = str(field.label) if field and field.label else _("Typed")
        for value in values:
            if value != TICKED and (words := _chosen(field, value)[:LONGEST_SHOWN].strip()):
                pairs.append((label, words))
    return pairs


def _is_unseen(field: forms.Field | None) -> bool:
    return field is not None and (field.widget.is_hidden or isinstance(field.widget, forms.PasswordInput))


def _chosen(field: forms.Field | None, value: str) -> str:
    """The words of a choice; of rows of the database only their numbers are known without asking it."""
    if isinstance(field, forms.ModelChoiceField):
        return ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return value


def _view_class(request):
    try:
        return getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return None
