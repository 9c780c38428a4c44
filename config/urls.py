"""Every address: the API, sign-in, and the front end for all the rest."""

from django.contrib import admin
from django.urls import include, path, re_path

from config.frontend import index

urlpatterns = [
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api.urls")),
    re_path(r"^(?!api/|_allauth/|accounts/|admin/|static/|assets/).*$", index, name="frontend"),
]

handler404 = "config.api.errors.not_found"
handler500 = "config.api.errors.server_error"
