"""The history of a project: what was changed while it ran, when and by whom."""

from django.db import models

from annotator.models.projects import Project


class ChangeKind(models.TextChoices):
    CREATED = "created", "Created"
    SETTINGS = "settings", "Settings"
    STATE = "state", "State"
    GUIDELINE = "guideline", "Guideline"
    QUESTION_ADDED = "question_added", "Question added"
    QUESTION_EDITED = "question_edited", "Question edited"
    QUESTION_RETIRED = "question_retired", "Question retired"


class ProjectChange(models.Model):
    """One step from a version of a project to the next. Every new version has one."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes", db_index=False)
    version = models.PositiveIntegerField(help_text="The version that the change led to.")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    subject = models.CharField(max_length=50, blank=True, help_text="The key of the question that it is about.")
    changes = models.JSONField(default=dict, help_text="Field by field: [from, to].")
    note = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey("annotator.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="change_once_per_version")]
