"""Every address of the product."""

from django.urls import include, path, register_converter

from lib.periods import HalfYearConverter
from office.views.home import home

register_converter(HalfYearConverter, "half_year")

handler400 = "committees.views.errors.bad_request"
handler404 = "committees.views.errors.not_found"
handler500 = "committees.views.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("", include("office.urls")),
    path("", include("reports.urls")),
    path("", include("exchange.urls")),
    path("", include("attendance.urls")),
    path("", include("meetings.urls")),
    path("", include("committees.urls")),
    path("", include("config.sign_in_urls")),
]
