"""Addresses of this app's API."""

from django.urls import URLPattern, URLResolver, path

from agreement.api import comparisons, downloads, parts, rest_effects, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/<int:project_id>/reports/", views.ProjectReports.as_view(), name="project-reports"),
    path("projects/<int:project_id>/reports/latest/", views.LatestReport.as_view(), name="latest-report"),
    path("projects/<int:project_id>/agreement/", views.LatestAgreement.as_view(), name="latest-agreement"),
    path("projects/<int:project_id>/agreement-headline/", views.AgreementHeadline.as_view(), name="agreement-headline"),
    path("projects/<int:project_id>/agreement/overview/", parts.Overview.as_view(), name="agreement-overview"),
    path("projects/<int:project_id>/agreement/span/", comparisons.JudgedSpan.as_view(), name="agreement-span"),
    path("projects/<int:project_id>/rest-effects/", rest_effects.RestEffectsView.as_view(), name="rest-effects"),
    path("reports/<int:report_id>/", views.OneReport.as_view(), name="report"),
    path("reports/<int:report_id>/cancel/", views.CancelReport.as_view(), name="cancel-report"),
    path("reports/<int:report_id>/comparison/", comparisons.Comparison.as_view(), name="comparison"),
    *(
        path(f"reports/<int:report_id>/questions/<slug:question>/{name}/", view.as_view(), name=f"report-{name}")
        for name, view in parts.PARTS.items()
    ),
    path("reports/<int:report_id>/download/", downloads.DownloadReport.as_view(), name="download-report"),
]
