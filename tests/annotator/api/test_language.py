"""Answers in the language that a request asks for; English unless it does."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from rest_framework.test import APIClient

from annotator.api.work.serializers import AdviceSerializer
from annotator.models import Project
from annotator.policies.answers import AnswersRefused, QuestionSpec, canonical_answers
from annotator.policies.fatigue import Advice
from annotator.said import say, say_count
from annotator.wording import END_OF_ISOLATE, ISOLATE, worded, worded_fields

pytestmark = pytest.mark.django_db
Person = Callable[[str], APIClient]


def test_an_error_is_told_in_arabic_when_asked_and_in_english_otherwise(project: Project, client_of: Person) -> None:
    address = f"/api/v1/projects/{project.pk}/"
    english = client_of("outsider").get(address)
    arabic = client_of("outsider").get(address, HTTP_ACCEPT_LANGUAGE="ar")
    assert english.json()["detail"] == "There is no such project, or you are not a member of it."
    assert arabic.json()["detail"] == "لا يوجد مشروع كهذا، أو لستَ عضوًا فيه."
    assert {**english.json(), "detail": ""} == {**arabic.json(), "detail": ""}
    for language in ("en", "de", "de-CH, en;q=0.5", "xx"):
        assert client_of("outsider").get(address, HTTP_ACCEPT_LANGUAGE=language).content == english.content, language


def test_a_role_or_a_name_within_a_sentence(project: Project, client_of: Person) -> None:
    refused = client_of("rater").patch(f"/api/v1/projects/{project.pk}/", {}, HTTP_ACCEPT_LANGUAGE="ar").json()
    assert refused["detail"] == "لا يُسمح بهذا في هذا المشروع إلا لمن دوره: قائد المشروع."
    with translation.override("ar"):
        assert worded(say("{alias} is {state}, not paused.", alias="Ada", state=say("active"))) == (
            f"حالة {ISOLATE}Ada{END_OF_ISOLATE}: نشط، لا موقوف مؤقتًا."
        )
        # A word that only the framework's own catalogue knows, such as a month, may be somebody's name.
        assert worded(say("“{key}” is used twice.", key="May")) == f"استُعمل «{ISOLATE}May{END_OF_ISOLATE}» مرتين."


def test_messages_by_field_and_those_of_the_framework(client_of: Person) -> None:
    api = client_of("lead")
    sent: dict[str, Any] = {"preset": "pairwise", "nmae": "x"}
    english = api.post("/api/v1/projects/", sent).json()["fields"]
    arabic = api.post("/api/v1/projects/", sent, HTTP_ACCEPT_LANGUAGE="ar").json()
    assert english["nmae"] == ["Unknown field."]
    assert arabic["fields"]["nmae"] == ["حقل غير معروف."]
    assert arabic["fields"].keys() == english.keys()
    assert "حقل غير معروف." in arabic["detail"]
    sent = {"token": "x", "email": "me@example.org", "password": "short", "name": "Me"}
    stranger = APIClient()
    assert stranger.post("/api/v1/invitations/accept/", sent, HTTP_ACCEPT_LANGUAGE="ar").json()["detail"] == (
        "رابط الدعوة هذا غير معروف هنا. تأكد من أنك نسخته كاملًا."
    )
    assert stranger.get("/api/v1/me/", HTTP_ACCEPT_LANGUAGE="ar").json()["detail"] == "لم يتم تزويد بيانات الدخول."


def test_what_a_rater_is_told_at_work(project: Project, client_of: Person) -> None:
    rater = client_of("rater")
    refused = rater.post(f"/api/v1/projects/{project.pk}/claim/", {}, HTTP_ACCEPT_LANGUAGE="ar").json()
    assert (refused["code"], refused["detail"][0]) == ("project_not_active", "ل")
    sent = {"reason": "unclear"}
    nothing = rater.post(f"/api/v1/assignments/{uuid.uuid4()}/skip/", sent, HTTP_ACCEPT_LANGUAGE="ar")
    assert nothing.json()["detail"] == "لا توجد مهمة كهذه تخصّك."


def test_refused_answers_keep_their_paths_and_say_why_in_arabic() -> None:
    question = QuestionSpec(key="better", kind="preference", strength_levels=3)
    with pytest.raises(AnswersRefused) as refused:
        canonical_answers([{"question": "better", "outcome": "win"}], questions=[question], display_order=[0, 1])
    with translation.override("ar"):
        assert worded_fields(refused.value.fields) == {
            "answers.0.outcome": [f"المتوقَّع إحدى القيم: {ISOLATE}a, b, tie, both_bad{END_OF_ISOLATE}."]
        }
        whole = worded(say("The answers were not accepted. {error}", error=refused.value))
    assert whole.startswith(f"لم تُقبل الإجابات. {ISOLATE}answers.0.outcome{END_OF_ISOLATE}: المتوقَّع")


def test_what_is_wrong_with_a_body_is_told_in_arabic(client_of: Person) -> None:
    broken = client_of("lead").post(
        "/api/v1/projects/", "{", content_type="application/json", HTTP_ACCEPT_LANGUAGE="ar"
    )
    assert broken.json()["detail"].startswith("المتن ليس JSON صالحًا: ")


@pytest.mark.parametrize(("n", "arabic"), [(1, "دقيقة أخرى"), (2, "دقيقتين أخريين"), (3, "3 دقائق"), (11, "11 دقيقة")])
def test_arabic_counts_in_its_own_forms(n: int, arabic: str) -> None:
    one, many = (
        f"This break goes on for {{n}} more {minutes}. Work waits for you." for minutes in ("minute", "minutes")
    )
    with translation.override("ar"):
        assert arabic in worded(say_count(one, many, n=n))


def test_caches_are_told_that_the_language_matters(project: Project, client_of: Person) -> None:
    for address in (f"/api/v1/projects/{project.pk}/", "/api/v1/projects/", "/api/v1/nothing-here/"):
        for language in ("ar", "en"):
            answer = client_of("lead").get(address, HTTP_ACCEPT_LANGUAGE=language)
            assert "accept-language" in answer["Vary"].lower(), address
            assert answer["Content-Language"] == language
            assert not answer.has_header("ETag")


def test_the_language_of_one_request_is_not_that_of_the_next(project: Project, client_of: Person) -> None:
    api = client_of("outsider")
    told = [
        api.get(f"/api/v1/projects/{project.pk}/", HTTP_ACCEPT_LANGUAGE=language).json()["detail"][0]
        for language in ("ar", "en", "ar", "en")
    ]
    assert told == ["ل", "T", "ل", "T"]


def test_the_schema_speaks_english_whoever_asks(client_of: Person) -> None:
    address = "/api/v1/schema/"
    api = client_of("lead")
    assert api.get(address, HTTP_ACCEPT_LANGUAGE="ar").content == api.get(address).content


def test_advice_is_worded_for_the_rater() -> None:
    told = say("You said that you feel tired. A rest is the best thing now.")
    fields: dict[str, Any] = dict.fromkeys(Advice.__dataclass_fields__, 0) | {"reasons": [told]}
    with translation.override("ar"):
        assert AdviceSerializer(fields).data["reasons"] == ["قلتَ إنك تشعر بالتعب. الراحة هي الأفضل الآن."]
    assert AdviceSerializer(fields).data["reasons"] == [str(told)]
