"""Addresses of this app's API."""

from django.urls import URLPattern, URLResolver, include, path

from annotator.api.views import account, imports, invitations, items, projects, raters

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("annotator.api.work.urls")),
    path("health/", account.HealthView.as_view(), name="health"),
    path("me/", account.MeView.as_view(), name="me"),
    path("tokens/", account.TokensView.as_view(), name="tokens"),
    path("tokens/<str:token_id>/", account.TokenView.as_view(), name="token"),
    path("presets/", projects.PresetsView.as_view(), name="presets"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects/<int:project_id>/", projects.ProjectView.as_view(), name="project"),
    path("projects/<int:project_id>/guidelines/", projects.GuidelinesView.as_view(), name="guidelines"),
    path("projects/<int:project_id>/overview/", projects.OverviewView.as_view(), name="overview"),
    path("projects/<int:project_id>/items/", items.ItemsView.as_view(), name="items"),
    path("items/<int:item_id>/", items.ItemView.as_view(), name="item"),
    path("items/<int:item_id>/retire/", items.RetireItemView.as_view(), name="retire-item"),
    path("items/<int:item_id>/restore/", items.RestoreItemView.as_view(), name="restore-item"),
    path("projects/<int:project_id>/imports/", imports.ImportsView.as_view(), name="imports"),
    path("projects/<int:project_id>/imports/preview/", imports.ImportPreviewView.as_view(), name="import-preview"),
    path("import-layouts/", imports.ImportLayoutsView.as_view(), name="import-layouts"),
    path("imports/<int:import_id>/", imports.ImportView.as_view(), name="import"),
    path("imports/<int:import_id>/errors/", imports.ImportErrorsView.as_view(), name="import-errors"),
    path("imports/<int:import_id>/cancel/", imports.CancelImportView.as_view(), name="cancel-import"),
    path("projects/<int:project_id>/raters/", raters.RatersView.as_view(), name="raters"),
    path("raters/<int:rater_id>/pause/", raters.PauseRaterView.as_view(), name="pause-rater"),
    path("raters/<int:rater_id>/resume/", raters.ResumeRaterView.as_view(), name="resume-rater"),
    path("projects/<int:project_id>/invitations/", invitations.InvitationsView.as_view(), name="invitations"),
    path("invitations/accept/", invitations.AcceptInvitationView.as_view(), name="accept-invitation"),
    path("invitations/look/<str:token>/", invitations.LookAtInvitationView.as_view(), name="look-at-invitation"),
    path("invitations/<int:invitation_id>/", invitations.InvitationView.as_view(), name="invitation"),
]
