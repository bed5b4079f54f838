"""The product's addresses, a page that does nothing, and Django's own list of visits."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

from attendance.models import Visit

site = admin.AdminSite(name="admin")


@admin.register(Visit, site=site)
class VisitAdmin(admin.ModelAdmin):
    """With the columns, the order and the length of the product's list."""

    list_display = ("month", "leader", "cell", "outcome", "origin")
    list_select_related = ("leader", "cell")
    ordering = ("-month", "leader__name_sort", "cell__name_sort", "pk")
    list_per_page = 50


def nothing(request):
    return HttpResponse("<!doctype html><title>.</title>")


urlpatterns = [
    path("benchmark/nothing/", nothing),
    path("benchmark/admin/", site.urls),
    path("", include("config.urls")),
]
