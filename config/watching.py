"""What those who look after the server see: a line for each request, whether it is well, and its figures."""

import logging
import os
import re
import uuid
from hmac import compare_digest
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.http import HttpResponse, HttpResponseNotFound

from lib import logs
from lib.clients import address_of
from lib.models import Job, Seal
from lib.periods import now

logger = logging.getLogger("requests")
security = logging.getLogger("security")
# Whether the database refuses to be written to: another machine has become the primary.
REFUSES = {"postgresql": "SELECT pg_is_in_recovery()", "sqlite": "SELECT 0"}
REFUSED = (403, 404)  # without the right; of somebody else, or not there
GIVEN = re.compile(r"[0-9A-Za-z_-]{8,64}")  # X-Request-ID of a proxy


class RequestLogMiddleware:
    """Every request has a name, which its answer and its lines in the log bear. Addresses stay out of the
    log: what was looked for is in them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.log_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        token, began = logs.current.set(request), perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.log_id
            self._tell(request, response, (perf_counter() - began) * 1000)
        finally:
            logs.current.reset(token)
        return response

    @staticmethod
    def _tell(request, response, milliseconds: float) -> None:
        match = request.resolver_match
        facts = {
            "method": request.method,
            "route": match.view_name if match else "",
            "status": response.status_code,
            "milliseconds": round(milliseconds),
        }
        words = "%(method)s %(route)s %(status)d, %(milliseconds)d ms"
        logger.info(words, facts, extra=facts)
        if response.status_code in REFUSED:
            _tell_refused(request, facts)


def _tell_refused(request, facts: dict) -> None:
    """Who asked for what is not for him, by numbers: what else an address holds may be a name or a key."""
    match = request.resolver_match
    ids = (
        [f"{name}={value}" for name, value in match.kwargs.items() if isinstance(value, int)] if match else []
    )
    words = "event=refused status=%s method=%s route=%s ids=%s user=%s address=%s"
    asked = (facts["status"], facts["method"], facts["route"] or "-", ",".join(ids) or "-")
    security.info(words, *asked, logs.user_of(request) or "-", address_of(request) or "-")


class HealthMiddleware:
    """/healthz: this process answers. /readyz: it can do its work. /metrics: for Prometheus, with a token.

    Before sessions, hosts and signing in: a balancer asks by address, and no page hangs on the answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._is_migrated = False

    def __call__(self, request):
        views = {"/healthz": self._healthy, "/readyz": self._ready, "/metrics": self._metrics}
        view = views.get(request.path)
        return view(request) if view else self.get_response(request)

    def _healthy(self, request):
        return _plain("ok")

    def _ready(self, request):
        problems = self._problems()
        return _plain("\n".join(problems) or "ok", status=503 if problems else 200)

    def _problems(self) -> list[str]:
        found = []
        try:
            connection.ensure_connection()
            if not self._is_migrated:
                executor = MigrationExecutor(connection)
                self._is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            else:
                with connection.cursor() as cursor:
                    cursor.execute(REFUSES[connection.vendor])
                    if cursor.fetchone()[0]:
                        found.append("database: takes no writes")
            if not self._is_migrated:
                found.append("database: migrations are missing")
        except (DatabaseError, InterfaceError):
            found.append("database: away")
        media = settings.MEDIA_ROOT
        if settings.FILES_IN == "directory" and os.path.exists(media) and not os.access(media, os.W_OK):
            found.append("attachments: not writable")
        return found

    def _metrics(self, request):
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = settings.METRICS_TOKEN
        if not token or not compare_digest(given.encode(), token.encode()):
            return HttpResponseNotFound()
        lines = [f"{name} {value}\n" for name, value in _figures().items()]
        return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")


def _plain(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)


def _figures() -> dict[str, float]:
    """By the names that Prometheus shows; seconds, bytes and counts."""
    by_state = Job.objects.values_list("state").annotate(Count("pk"), Min("asked_at"))
    jobs = dict.fromkeys(Job.State.values, (0, None)) | {state: told for state, *told in by_state}
    figures = {f'sinhhoat_jobs{{state="{state}"}}': count for state, (count, _since) in jobs.items()}
    figures["sinhhoat_job_waiting_seconds"] = _seconds_since(jobs[Job.State.WAITING][1])
    sealed = Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first()
    if sealed:
        figures["sinhhoat_seal_age_seconds"] = _seconds_since(sealed)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_database_size(current_database()), "
                "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
            )
            size, connections = cursor.fetchone()
        figures |= {"sinhhoat_database_bytes": size, "sinhhoat_database_connections": connections}
    return figures


def _seconds_since(moment) -> float:
    return round((now() - moment).total_seconds(), 1) if moment else 0.0
