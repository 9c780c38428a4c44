"""The API, version 1."""

from django.urls import include, path
from django.utils.translation import override
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from annotator.wording import ENGLISH

urlpatterns = [
    path("", include("annotator.api.urls")),
    path("", include("agreement.api.urls")),
    path("", include("preferences.api.urls")),
    path("schema/", override(ENGLISH)(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
]
