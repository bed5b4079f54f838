"""The language of a page (Vietnamese, unless its visitor chose another), signing in, compressing, what
browsers may do with an answer, which province a page is about, and which pages may be read from a replica of
the database.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import Error as DatabaseFailure
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve, set_script_prefix
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from committees import in_view, kept, second_step, sessions, signed_in
from lib import replicas
from lib.periods import HalfYear
from office.navigation import is_of_no_province, is_of_one_province

MEGABYTE = 1 << 20


class HeadersMiddleware:
    """What browsers may do with anything of ours; the outermost, so that files and errors carry it too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in settings.RESPONSE_HEADERS.items():
            response.setdefault(name, value)
        return response


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Django's, without the browser's Accept-Language: office machines often ask for English."""

    def process_request(self, request):
        try:
            language = translation.get_supported_language_variant(
                request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
            )
        except LookupError:
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def _page_around(request) -> str:
    """The address of the page of which a part is asked for. ValueError where that is none."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{here.path}?{here.query}" if here.query else here.path


def _shows_many(match: ResolverMatch) -> bool:
    return "pk" not in match.kwargs and is_of_one_province(match.view_name)


class ProvinceInViewMiddleware:
    """The addresses below /in/12/ are those of the whole product, of one province: `committees.in_view`.

    Such a head is to Django what the name of the script is: links made for the page begin with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.province, path = in_view.split(request.path_info)
        if not request.province:
            return self.get_response(request)
        before = get_script_prefix()
        request.path_info = path
        set_script_prefix(in_view.head(request.province))
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)

    def process_view(self, request, view_func, args, kwargs):
        if not (getattr(view_func, "login_required", True) and request.user.is_authenticated):
            return None
        if request.province:
            return self._enter(request)
        is_read = request.method in ("GET", "HEAD")
        if not (is_read and _shows_many(request.resolver_match) and in_view.is_asked_of(request.user)):
            return None
        if not request.headers.get("HX-Request"):
            return redirect(self._in_a_province(request.get_full_path(), request.user))
        return self._answer_part(request)

    def _answer_part(self, request):
        """A part of a page cannot become the page of provinces. The page itself does where it needs one."""
        try:
            page = _page_around(request)
            match = resolve("/" + urlsplit(page).path.removeprefix(in_view.root()))
        except ValueError:  # of no browser
            return HttpResponse(status=400)
        except Resolver404:
            return None
        if not _shows_many(match):
            return None
        return HttpResponseClientRedirect(self._in_a_province(page, request.user))

    @staticmethod
    def _in_a_province(page: str, user) -> str:
        """The same page in that of the committee asked about, else those to choose from."""
        code = QueryDict(urlsplit(page).query).get("committee", "")
        if province := in_view.province_of(code, user):
            return in_view.head(province.pk) + page.removeprefix(in_view.root())
        provinces = resolve_url("office:provinces", half_year=HalfYear.current())
        return f"{provinces}?{urlencode({'next': page})}"

    @staticmethod
    def _enter(request):
        is_elsewhere = is_of_no_province(request.resolver_match.view_name)
        if is_elsewhere and request.method in ("GET", "HEAD"):
            return redirect(in_view.outside(request.get_full_path()))
        if is_elsewhere:
            raise Http404(request.path_info)
        in_view.enter(request.user, request.province)
        return None


class SentByScriptMiddleware:
    """A script that sends a form for its user is told where to go on: following, it would use up the
    messages of the next page. Nothing is done for whoever else is signed in by now.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent_for = request.headers.get("X-Sent-For")
        if sent_for is None:
            return self.get_response(request)
        if request.user.is_authenticated and str(request.user.pk) != sent_for:
            return HttpResponse(status=409)
        response = self.get_response(request)
        if response.status_code == 302:
            response.status_code, response["X-Go-To"] = 204, response["Location"]
            del response["Location"]
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's; what was typed into a form whose session had expired waits until after signing in."""

    def handle_no_permission(self, request, view_func):
        if why := sessions.why_ended(request):
            messages.warning(request, why)
        view_class = getattr(view_func, "view_class", None)
        response = self._to_sign_in(request, view_func, getattr(view_class, "is_background", False))
        if request.method == "POST" and getattr(view_class, "keeps_typed", False):
            kept.keep(request, response)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Whoever must set up a second step does that first."""
        response = super().process_view(request, view_func, view_args, view_kwargs)
        is_open = not getattr(view_func, "login_required", True)
        if response or is_open or not request.session.get(second_step.MISSING):
            return response
        view_class = getattr(view_func, "view_class", None)
        if getattr(view_class, "is_for_signing_in", False):
            return None
        there = resolve_url("mfa_index")
        is_part = request.headers.get("HX-Request")
        response = HttpResponseClientRedirect(there) if is_part else HttpResponseRedirect(there)
        if request.method == "POST" and getattr(view_class, "keeps_typed", False):
            kept.keep(request, response)
        return response

    def _to_sign_in(self, request, view_func, is_background: bool):
        if not request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        # A part of a page cannot become the sign-in page.
        if is_background:
            return HttpResponse(status=401)
        try:
            back = urlencode({"next": _page_around(request)})
        except ValueError:  # of no browser
            return HttpResponse(status=400)
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")


class SessionLimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        sessions.go_on(request)
        return response


class SharedComputerMiddleware:
    """What the browser may show the next person: no file from its cache, and no page brought back by “Back”
    once its user has signed out, which `static/js/signed_in.js` knows by a mark that goes then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.get("Content-Disposition", "").startswith("attachment"):
            response.setdefault("Cache-Control", "private, no-store")
        # Only of whom the view has asked for too: it would cost pages for everybody a query.
        if not request.session.accessed:
            return response
        mark, known = signed_in.mark(request.user), request.COOKIES.get(signed_in.COOKIE, "")
        if mark and mark != known:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(signed_in.COOKIE, mark, secure=secure, samesite="Lax")
        elif known and not mark:
            response.delete_cookie(signed_in.COOKIE, samesite="Lax")
        return response


class PageGZipMiddleware(GZipMiddleware):
    """Compresses pages; Django adds bytes at random to each, so that their length tells nothing of a token.

    Files go as they are: they are compressed in themselves.
    """

    def process_response(self, request, response):
        if not response.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)


class ReplicaMiddleware:
    """Pages that only show figures are read from the replica, for whoever has not just changed something.

    Forms, work lists and the issuing of reports are not among them. The last of all: whoever is signed in is
    known by then. Where the replica fails midway, the page is made anew from the primary.
    """

    ROOMS = ("attendance.figures.", "reports.dashboards.", "reports.summary.", "reports.papers.")
    NOT = ("reports.summary.views.exports",)  # how far a file has come that was asked for
    JUST_WROTE = "just_wrote"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            response.set_signed_cookie(
                self.JUST_WROTE,
                "1",
                max_age=settings.REPLICA_LAG,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request, view_func, args, kwargs):
        if not self._may_be_of_moments_ago(request, view_func):
            return None
        with replicas.reading() as is_replica:
            if not is_replica:
                return None
            return self._made(request, view_func, args, kwargs)

    def _may_be_of_moments_ago(self, request, view_func) -> bool:
        room = getattr(view_func, "view_class", view_func).__module__
        return (
            request.method in ("GET", "HEAD")
            and room.startswith(self.ROOMS)
            and not room.startswith(self.NOT)
            and not request.get_signed_cookie(self.JUST_WROTE, None, max_age=settings.REPLICA_LAG)
        )

    @staticmethod
    def _made(request, view_func, args, kwargs):
        def page():
            response = view_func(request, *args, **kwargs)
            if type(response) is StreamingHttpResponse:  # a FileResponse has its rows
                response.streaming_content = _read_now(response)
            return response.render() if hasattr(response, "render") else response

        try:
            return page()
        except DatabaseFailure as error:
            replicas.stop_reading()
            made = page()  # where the page itself is wrong, it fails here as well
            replicas.give_up(error)
            return made


def _read_now(response: StreamingHttpResponse) -> Iterator[bytes]:
    """All of what is sent in parts: what fails midway can still be made anew, half a file cannot."""
    file = tempfile.SpooledTemporaryFile(max_size=MEGABYTE)  # noqa: SIM115 - read while it is sent
    file.writelines(response)
    file.seek(0)
    return iter(partial(file.read, MEGABYTE), b"")
