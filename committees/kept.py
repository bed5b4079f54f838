"""What was typed into a form that could not be saved because its user was not signed in any more.

It waits under the user whose key the form carries. Whoever never had a form open here has no such key,
and can make the server keep nothing.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict

from lib.form_keys import opened_by
from lib.periods import now

from .models import KeptForm, User

COOKIE = "kept_form"  # whose browser it was that sent one: so that other pages need not ask
# Of what nobody is signed in for more is not even read: a form with a photograph or two.
BODY_AT_MOST = 12 * 1024 * 1024


def keep(request, response) -> bool:
    """Put aside what was posted; says whether, and marks the browser by `response`."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_AT_MOST:
        return False
    key = request.POST.get("form_key", "")
    user_id = opened_by(key, KeptForm.KEPT)
    if user_id is None or not is_from_here(request):
        return False
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    if request.FILES:
        data["kept_without_files"] = "on"
    encoded = data.urlencode()
    if len(encoded) > KeptForm.SIZE_AT_MOST or len(request.path) > KeptForm.PATH_AT_MOST:
        return False
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        return False
    KeptForm.put(user_id, request.path, key, encoded)
    response.set_cookie(
        COOKIE,
        key,
        max_age=KeptForm.KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return True


def waits(request, path: str) -> bool:
    """Whether something that this browser sent was put aside for that address."""
    key = request.COOKIES.get(COOKIE)
    return bool(key) and "\0" not in path + key and KeptForm.objects.filter(path=path, key=key).exists()


def take(request) -> QueryDict | None:
    """What was put aside for this address, once, for whom typed it; nobody else ever sees it."""
    if COOKIE not in request.COOKIES:
        return None
    kept = KeptForm.objects.filter(user=request.user, path=request.path).first()
    if kept is None:
        return None
    kept.delete()
    return QueryDict(kept.data) if kept.kept_at >= now() - KeptForm.KEPT else None


def is_from_here(request) -> bool:
    """Whether the page that sent it was one of ours: browsers name it, and no page can make them lie."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if not origin:
        return True  # by no page of another site, which would be named
    sent_from = urlsplit(origin)
    ours = {urlsplit(trusted).netloc for trusted in settings.CSRF_TRUSTED_ORIGINS} | {request.get_host()}
    return sent_from.netloc in ours
