"""What was typed into a form that could not be saved because its user was not signed in any more."""

from django.http import QueryDict

KEY = "kept_forms"
FORMS_AT_MOST = 5
SIZE_AT_MOST = 200_000  # characters; a large score sheet has 20,000


def keep(request) -> bool:
    """Whether what was posted waits in the session now, until its user opens the same address again."""
    if not request.POST.get("form_key"):
        return False  # of no form that a signed-in user had open
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if request.FILES:
        data["kept_without_files"] = "on"
    encoded = data.urlencode()
    if len(encoded) > SIZE_AT_MOST:
        return False
    forms = {path: kept for path, kept in request.session.get(KEY, {}).items() if path != request.path}
    newest = list(forms.items())[-(FORMS_AT_MOST - 1) :]
    request.session[KEY] = dict(newest) | {request.path: encoded}
    return True


def waits(request, path: str) -> bool:
    """Whether something was put aside for that address."""
    return path in request.session.get(KEY, {})


def take(request) -> QueryDict | None:
    """What was put aside for this address, once, for whom typed it; nobody else ever sees it."""
    forms = request.session.get(KEY, {})
    encoded = forms.pop(request.path, None)
    if encoded is None:
        return None
    request.session[KEY] = forms
    data = QueryDict(encoded)
    owner = data.get("form_key", "").partition(".")[0]
    return data if owner == str(request.user.pk) else None
