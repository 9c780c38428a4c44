"""Addresses of a rater's work."""

from django.urls import path

from annotator.api.work import views

urlpatterns = [
    path("projects/<int:project_id>/work/", views.WorkbenchView.as_view()),
    path("projects/<int:project_id>/work/recent/", views.RecentView.as_view()),
    path("projects/<int:project_id>/work/feedback/", views.FeedbackView.as_view()),
    path("projects/<int:project_id>/work/feedback/<int:check_id>/contest/", views.ContestView.as_view()),
    path("projects/<int:project_id>/guideline-read/", views.GuidelineReadView.as_view()),
    path("projects/<int:project_id>/shifts/", views.ShiftsView.as_view()),
    path("projects/<int:project_id>/claim/", views.ClaimView.as_view()),
    path("projects/<int:project_id>/heartbeat/", views.HeartbeatView.as_view()),
    path("shifts/<int:shift_id>/end/", views.ShiftEndView.as_view()),
    path("shifts/<int:shift_id>/freshness/", views.FreshnessView.as_view()),
    path("projects/<int:project_id>/work/day/", views.OwnDayView.as_view()),
    path("shifts/<int:shift_id>/breaks/", views.BreaksView.as_view()),
    path("shifts/<int:shift_id>/breaks/end/", views.BreakEndView.as_view()),
    path("judgments/<uuid:key>/", views.JudgmentView.as_view()),
    path("assignments/<uuid:key>/skip/", views.SkipView.as_view()),
    path("assignments/<uuid:key>/flag/", views.FlagView.as_view()),
]
