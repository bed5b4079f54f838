"""Catalogue pages for administrators: absence reasons and business trips."""

from django.contrib import admin

from committees.admin import CatalogueAdmin
from committees.models import Leader
from committees.roles import Permission, within

from .models import AbsenceReason, Trip


@admin.register(AbsenceReason)
class AbsenceReasonAdmin(CatalogueAdmin):
    list_display = ["label", "description", "requires_note", "position"]
    province_only = True

    def get_readonly_fields(self, request, obj=None):
        # Exported summaries are keyed by the code.
        return ["code"] if obj else []


@admin.register(Trip)
class TripAdmin(CatalogueAdmin):
    list_display = ["leader", "date_from", "date_to", "purpose", "place"]
    list_select_related = ["leader"]
    date_hierarchy = "date_from"
    committee_lookup = "leader__committee"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Leader:
            paths = request.user.committee_paths(Permission.ADMINISTER)
            kwargs["queryset"] = Leader.objects.filter(within(paths))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
