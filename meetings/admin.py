"""Catalogue pages for administrators: types and guidance, cells, rubrics, findings."""

from django.contrib import admin

from committees.admin import AdministratorMixin, CatalogueAdmin, SearchMixin

from .models import Cell, Criterion, Finding, Guidance, OrganizationType, RatingBand, Rubric


class GuidanceInline(AdministratorMixin, admin.TabularInline):
    model = Guidance
    extra = 0
    province_only = True


@admin.register(OrganizationType)
class OrganizationTypeAdmin(CatalogueAdmin):
    list_display = ["name", "code"]
    inlines = [GuidanceInline]
    province_only = True


@admin.register(Cell)
class CellAdmin(SearchMixin, CatalogueAdmin):
    list_display = ["name", "code", "committee", "organization_type", "meeting_day", "dissolved_on"]
    list_filter = ["organization_type"]
    list_select_related = ["committee", "organization_type"]
    search_fields = ["name_search", "code__icontains"]
    committee_lookup = "committee"


class FrozenOnceUsed(AdministratorMixin, admin.TabularInline):
    """Evaluations rest on a rubric's points: a used one is replaced by a new version, not edited."""

    extra = 0
    province_only = True

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_used)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_used)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used)


class CriterionInline(FrozenOnceUsed):
    """Of a used criterion the rate may still be set: it suggests points and changes none."""

    model = Criterion
    fields = ["position", "section", "code", "text", "maximum", "is_gate", "full_from_rate"]

    def has_change_permission(self, request, obj=None):
        return AdministratorMixin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request, obj=None):
        frozen = [name for name in self.fields if name != "full_from_rate"]
        return frozen if obj and obj.is_used else []


class RatingBandInline(FrozenOnceUsed):
    model = RatingBand


@admin.register(Rubric)
class RubricAdmin(CatalogueAdmin):
    list_display = ["name", "code", "valid_from", "valid_to"]
    filter_horizontal = ["organization_types"]
    inlines = [CriterionInline, RatingBandInline]
    province_only = True


@admin.register(Finding)
class FindingAdmin(CatalogueAdmin):
    list_display = ["code", "kind", "text", "is_active"]
    list_filter = ["kind", "is_active"]
    province_only = True
