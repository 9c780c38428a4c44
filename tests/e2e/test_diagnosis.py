"""A lead asks why agreement is low and is told what to do."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import serious_violations
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_lead_reads_why_agreement_is_low_and_what_to_do(demo: Demo, browser: Browser):
    with ApiClient(demo.address).sign_in(**demo.sign_ins["lead"]) as lead:
        projects = [each["id"] for each in lead.get("projects/")["results"] if "Demo" in each["name"]]
        told = {project: lead.report(project, "agreement")["result"]["questions"] for project in projects}
    with demo.context(browser, "lead") as context, context.new_page() as page:
        for project, questions in told.items():
            for question in questions:
                read_diagnosis(page, project, question)


def read_diagnosis(page: Page, project: int, question: dict):
    diagnosis = question["diagnosis"]
    page.goto(f"/projects/{project}/agreement?question={question['question']}")
    card = page.get_by_role("region", name="Diagnosis")
    expect(card).to_contain_text(diagnosis["sentence"])
    leading = [cause for cause in diagnosis["causes"] if cause["explained_by"] is None]
    expect(card.get_by_role("heading", level=3)).to_have_count(len(leading))
    for place, cause in enumerate(leading, start=1):
        item = card.get_by_role("listitem").filter(has=page.get_by_role("heading", name=f"{place}. {cause['title']}"))
        expect(item).to_contain_text(cause["action"])
        expect(item.get_by_role("img", name=re.compile("^Predicted change of"))).to_be_visible()
        expect(item).to_contain_text(re.compile(r"Costs (no new|[\d,]+) judgments\."))
    if diagnosis["design"]["rows"]:
        card.get_by_text("How many items, labels and raters").click()
        table = card.get_by_role("table", name="Size of a study like this one")
        expect(table.get_by_role("row")).to_have_count(1 + len(diagnosis["design"]["rows"]))
    assert serious_violations(page) == []
