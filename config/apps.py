"""Django's admin with our own front door: who may enter is decided by role, not by is_staff."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "config.admin.CatalogueSite"
