"""Addresses of this app's API."""

from django.urls import URLPattern, URLResolver, path

from preferences.api import ab, bias_results, planning, ranking_results, scores, tracing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/<int:project_id>/bias/", bias_results.LatestBias.as_view(), name="latest-bias"),
    path("projects/<int:project_id>/ranking/", ranking_results.LatestRanking.as_view(), name="latest-ranking"),
    path("projects/<int:project_id>/scores/", scores.LatestScores.as_view(), name="latest-scores"),
    path("projects/<int:project_id>/traceback/", tracing.LatestTraceback.as_view(), name="latest-traceback"),
    path("projects/<int:project_id>/scorers/", tracing.ProjectScorers.as_view(), name="scorers"),
    path("projects/<int:project_id>/scorers/<int:scorer_id>/", tracing.OneScorer.as_view(), name="scorer"),
    path("projects/<int:project_id>/ab/", ab.LiveAb.as_view(), name="live-ab"),
    path("projects/<int:project_id>/plan/", planning.Plans.as_view(), name="plan"),
    path("export-formats/", views.ExportFormats.as_view(), name="export-formats"),
    path("projects/<int:project_id>/exports/", views.ProjectExports.as_view(), name="project-exports"),
    path("projects/<int:project_id>/exports/preview/", views.ExportPreview.as_view(), name="export-preview"),
    path("exports/<int:export_id>/", views.OneExport.as_view(), name="export"),
    path("exports/<int:export_id>/cancel/", views.CancelExport.as_view(), name="cancel-export"),
    path("exports/<int:export_id>/files/<str:name>/", views.ExportFile.as_view(), name="export-file"),
    path("exports/<int:export_id>/download/", views.ExportArchive.as_view(), name="export-archive"),
]
