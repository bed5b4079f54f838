"""Work without a connection: the service worker, what may be kept on a device, and the page that lists it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from committees import in_view
from office.agenda.work import work_of
from office.offline import pages


@method_decorator(login_not_required, name="dispatch")  # it knows of no user
class ServiceWorkerView(TemplateView):
    """Answers for the server when there is no connection: served from "/", it may for every address."""

    template_name = "office/service_worker.js"
    content_type = "text/javascript"
    extra_context = {"static_url": settings.STATIC_URL}

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response["Cache-Control"] = "no-cache"
        return response


class OfflineView(TemplateView):
    """What is on this device; its lists are filled by a script, from the device itself."""

    template_name = "office/offline.html"


class OfflinePagesView(View):
    """For scripts: who is signed in, a token to send forms with, and the forms to keep.

    Null: there is no list of them before a province is in view; what is kept stays.
    """

    http_method_names = ["get"]

    def get(self, request):
        answer = {"user": str(request.user.pk), "token": get_token(request), "pages": self._kept(request)}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    @staticmethod
    def _kept(request) -> list[dict] | None:
        if "list" not in request.GET:
            return []
        return None if in_view.is_asked_of(request.user) else pages(work_of(request))
