"""Addresses of the catalogues about cells and their meetings."""

app_name = "meetings"
urlpatterns = []
