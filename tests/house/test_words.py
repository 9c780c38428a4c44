"""The catalogue of what the server says: found in the code, complete, up to date, and compiled without a build step."""

import gettext
from pathlib import Path

import polib
import pytest
from django.conf import settings

from annotator.said import Said, by_field, either, joined, recalled, remembered, say, say_count, word
from config.words.catalogue import SOURCE, problems, update
from config.words.compiling import compiled
from config.words.finding import Message, messages

ARABIC = SOURCE / "ar" / "LC_MESSAGES" / "django.po"


def test_every_message_is_translated_with_the_placeholders_of_the_english_one() -> None:
    found = messages(settings.BASE_DIR)
    assert len(found) > 300
    assert problems(ARABIC, found) == []


def test_an_incomplete_catalogue_is_told_from_a_complete_one(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8")
    catalogue = polib.pofile(str(path))
    catalogue.append(polib.POEntry(msgid="{n} left", msgstr="بقي {m}"))
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="ذهب"))
    catalogue.append(polib.POEntry(msgid="Doubtful", msgstr="مشكوك", flags=["fuzzy"]))
    catalogue.save()
    found: dict[Message, list[str]] = {
        "{n} left": ["a.py:1"],
        "New": ["a.py:2"],
        "Doubtful": ["a.py:3"],
        ("{n} cat", "{n} cats"): ["a.py:4"],
    }
    assert problems(path, found) == [
        "is said no more: Gone",
        "other placeholders than in English: بقي {m}",
        "not translated: New",
        "not translated: Doubtful",
        "not translated: ('{n} cat', '{n} cats')",
    ]
    update(path, found)
    assert [entry.msgid for entry in polib.pofile(str(path))] == ["{n} left", "New", "Doubtful", "{n} cat"]


def test_an_error_in_an_f_string_is_refused(tmp_path: Path) -> None:
    for app in ("annotator", "agreement", "preferences", "config"):
        (tmp_path / app).mkdir()
    (tmp_path / "annotator" / "here.py").write_text('raise NotFound(f"There is no {thing}.")\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"annotator/here\.py:1: an f-string"):
        messages(tmp_path)


def test_a_changed_catalogue_is_compiled_anew_and_an_old_one_stays(tmp_path: Path) -> None:
    po = tmp_path / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    folders = []
    for arabic in ("واحد", "اثنان"):
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        po.write_text(f'{header}msgid "It"\nmsgstr "{arabic}"\n', encoding="utf-8")
        folders.append(compiled(tmp_path / "locale", into=tmp_path / "made"))
        assert compiled(tmp_path / "locale", into=tmp_path / "made") == folders[-1]
        assert gettext.translation("django", folders[-1], ["ar"]).gettext("It") == arabic
    assert len(set(folders)) == 2


def test_what_is_said_is_its_english_text_and_can_be_remembered() -> None:
    minutes = say_count("{n} minute for {who}", "{n} minutes for {who}", n=2, who=either(["a", "b", word("rater")]))
    assert (minutes, say_count("{n} minute", "{n} minutes", n=1)) == ("2 minutes for a or b or rater", "1 minute")
    whole = joined(" ", [say("{share:.0%} {good}.", share=0.25, good=word("is {so}")), minutes])
    assert whole == "25% is {so}. 2 minutes for a or b or rater"
    assert by_field({"a": ["One."], "": ["Two."]}) == "a: One.; Two."
    kept = remembered({"deep": [{"here": whole, "n": 1}], "plain": "text"})
    assert list(kept) == [whole]
    again = recalled(kept[whole])
    assert isinstance(again, Said)
    assert (again, again.template, again.params["p1"].forms) == (whole, whole.template, minutes.forms)
