"""Addresses of the organisation, its leaders and accounts."""

app_name = "committees"
urlpatterns = []
