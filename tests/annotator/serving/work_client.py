"""A rater's work over HTTP in tests, and a study in which whatever a rater must not see is recognisable."""

import json
from typing import Any

from rest_framework.test import APIClient

from annotator.models import Item, Response, User
from tests.support.world import Study, study

LEFT = [{"question": "better", "outcome": "a"}]
SECRET_TEXT = "XQZ"


def telltale_study() -> Study:
    """A study in which whatever a rater must not see is recognisable."""
    made = study(overlap=2, gold_rate=0.5, gold_min_checks=100, batch_min=10, batch_max=10)
    for _ in range(14):
        made.item()
    for _ in range(14):
        made.item(gold={"better": {"outcome": "a", "explanation": f"{SECRET_TEXT}-explained"}})
    Response.objects.update(model=f"{SECRET_TEXT}-model", metadata={"model": f"{SECRET_TEXT}-model"})
    for item in Item.objects.all():
        item.external_id = f"{SECRET_TEXT}-item-{item.pk}"
        item.metadata = {"secret": SECRET_TEXT}
        item.save()
    return made


def client_of(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


def api(client: APIClient, method: str, path: str, body: Any = None) -> Any:
    return client.generic(
        method, f"/api/v1/{path}", json.dumps({} if body is None else body), content_type="application/json"
    )
