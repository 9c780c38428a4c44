"""What is judged: items, their responses, and their slices."""

from django.db import models

from annotator.models.projects import Project


class ItemPurpose(models.TextChoices):
    WORK = "work", "Work"
    GOLD = "gold", "Gold"
    TRAINING = "training", "Training"


class Item(models.Model):
    """A prompt or a conversation with 1…n responses."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="items", db_index=False)
    external_id = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=ItemPurpose, default=ItemPurpose.WORK)
    prompt = models.TextField(blank=True)
    messages = models.JSONField(
        null=True, blank=True, help_text="Conversation before the responses: list of {role, content}."
    )
    # Items that share a prompt share this; splits and intervals are made by it, never by row.
    prompt_hash = models.CharField(max_length=64)
    content_hash = models.CharField(
        max_length=64, help_text="Of everything imported: an equal row again is unchanged, not an error."
    )
    requires = models.CharField(
        max_length=1000, blank=True, help_text="Qualifications that a rater needs, sorted, with spaces between."
    )
    priority = models.SmallIntegerField(default=0, help_text="Higher is served first.")
    metadata = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "external_id"], name="item_external_id_once")]
        indexes = [
            models.Index(fields=["project", "purpose", "id"], name="item_by_purpose"),
            models.Index(fields=["project", "prompt_hash"], name="item_by_prompt"),
        ]

    def __str__(self) -> str:
        return self.external_id


class ItemSlice(models.Model):
    """One named value that an item has, such as language = de."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="slices", db_index=False)
    name = models.CharField(max_length=50)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="slice_once_per_item")]
        indexes = [models.Index(fields=["project", "name", "value", "item"], name="slice_lookup")]


class Response(models.Model):
    """One model's output. ``position`` 0, 1, … is the imported order: outcome ``a`` means position 0."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="responses", db_index=False)
    position = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    # Measured once, at import: bias is computed from these without reading the texts again.
    chars = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    headers = models.PositiveIntegerField()
    lists = models.PositiveIntegerField()
    bolds = models.PositiveIntegerField()
    code_blocks = models.PositiveIntegerField()
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="response_position_once")]
        ordering = ["item", "position"]
