"""Catalogue pages for administrators: committees, leaders, accounts."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from treebeard.admin import TreeAdmin
from treebeard.forms import movenodeform_factory

from .models import Committee, Leader, Membership, User
from .names import search_key
from .roles import Permission, within

admin.site.unregister(Group)  # roles are memberships, Django's groups would be a second answer


class AdministratorMixin:
    """For administrators of any subtree; with `province_only`, of a whole province."""

    province_only = False

    def _may(self, request) -> bool:
        user = request.user
        return user.is_administrator_of_province if self.province_only else user.is_administrator

    def has_module_permission(self, request):
        return self._may(request)

    def has_view_permission(self, request, obj=None):
        return self._may(request)

    def has_add_permission(self, request, obj=None):
        return self._may(request)

    def has_change_permission(self, request, obj=None):
        return self._may(request)

    def has_delete_permission(self, request, obj=None):
        return self._may(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Committee:
            paths = request.user.committee_paths(Permission.ADMINISTER)
            kwargs["queryset"] = Committee.objects.filter(within(paths, committee=""))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CatalogueAdmin(AdministratorMixin, SimpleHistoryAdmin):
    """A catalogue of the whole province, or the rows of the administrator's committees."""

    committee_lookup: str | None = None  # lookup path to the committee that a row belongs to

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if self.committee_lookup is None:
            return rows
        paths = request.user.committee_paths(Permission.ADMINISTER)
        return rows.filter(within(paths, self.committee_lookup))


class SearchMixin:
    """Search without diacritics: the typed text becomes a key before it meets the stored ones."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_key(search_term))


@admin.register(Committee)
class CommitteeAdmin(SearchMixin, AdministratorMixin, TreeAdmin):
    form = movenodeform_factory(Committee)
    list_display = ["name", "code", "kind"]
    search_fields = ["name_search", "code__icontains"]
    province_only = True


@admin.register(Leader)
class LeaderAdmin(SearchMixin, CatalogueAdmin):
    list_display = ["full_name", "position", "group", "committee", "valid_from", "valid_to"]
    list_filter = ["group"]
    list_select_related = ["committee"]
    search_fields = ["name_search", "code__icontains"]
    committee_lookup = "committee"


class MembershipInline(AdministratorMixin, admin.TabularInline):
    model = Membership
    extra = 1


class UserCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ["username"]


@admin.register(User)
class UserAdmin(AdministratorMixin, DjangoUserAdmin):
    add_form = UserCreationForm
    list_display = ["username", "full_name", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "email", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "usable_password", "password1", "password2"]})
    ]
    filter_horizontal = []
    inlines = [MembershipInline]
    province_only = True

    def get_queryset(self, request):
        users = super().get_queryset(request)
        # Nobody gains more than an administrator's rights by editing a superuser's account.
        return users if request.user.is_superuser else users.filter(is_superuser=False)
