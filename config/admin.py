"""The administrator's catalogue pages."""

from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CatalogueSite(AdminSite):
    """Django's admin behind the product's own sign-in: roles decide, not is_staff."""

    site_header = site_title = _("Catalogues")
    index_title = _("Catalogues and accounts")

    def has_permission(self, request):
        user = request.user
        return user.is_authenticated and user.is_active and user.is_administrator

    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('login')}?{urlencode({'next': target})}")
