"""The administrator's catalogue pages."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

from committees.roles import Permission


class CatalogueSite(AdminSite):
    site_header = site_title = _("Catalogues")
    index_title = _("Catalogues and accounts")

    def has_permission(self, request):
        user = request.user
        return user.is_active and user.is_authenticated and user.has_right(Permission.ADMINISTER)
