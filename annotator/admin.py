"""The admin: for looking things up and giving rights, not for doing what services do."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from annotator.models import ImportRun, Invitation, Item, Membership, Project, User, WorkerBeat


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none: what they mean together is kept by the services alone."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Rights of accounts. Passwords are set by their owners or by `manage.py changepassword`."""

    list_display = ["email", "name", "may_create_projects", "is_active", "is_superuser", "last_login"]
    list_filter = ["may_create_projects", "is_active", "is_superuser"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "may_create_projects", "is_active", "is_staff", "is_superuser", "last_login"]
    readonly_fields = ["email", "last_login"]
    ordering = ["email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ["name", "preset", "state", "overlap", "created_by", "created_at"]
    list_filter = ["state", "preset"]
    search_fields = ["name"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["alias", "project", "role", "kind", "state", "state_reason"]
    list_filter = ["role", "kind", "state"]
    list_select_related = ["project"]
    search_fields = ["alias", "user__email"]


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ["external_id", "project", "purpose", "priority", "retired_at"]
    list_filter = ["purpose"]
    list_select_related = ["project"]
    search_fields = ["external_id__startswith"]


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "project", "kind", "state", "rows_created", "rows_failed", "attempts", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["project"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["project", "role", "note", "uses", "max_uses", "expires_at", "revoked_at"]
    list_select_related = ["project"]
    exclude = ["token_hash"]


@admin.register(WorkerBeat)
class WorkerBeatAdmin(ReadOnlyAdmin):
    list_display = ["name", "seen_at"]
