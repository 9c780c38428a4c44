"""Every number of an agreement result as a line, for the downloads."""

from collections.abc import Iterator, Mapping
from typing import Any

from agreement.services.computations import NumberRow
from agreement.services.question_confusion import rater_rows

GROUP = ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")
KAPPAS = ("plain", "linear", "quadratic")
DISAGREEMENT = "mean distance of two ratings of the item over the distance expected by chance: 0 unanimity, 1 chance"
PAIRS = "share of agreeing rater pairs of the item"
ONE_ITEM = "one item: there is no sample to take an interval from"


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Yield every number of the result with its method and the part in which it is shown."""
    for question in result["questions"]:
        yield from _whole(question)
        yield from _diagnosis(question)
        yield from _raters(question)
        yield from _confusions(question)
        yield from _slices(question)
        yield from _items(question)


def _whole(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    key = question["question"]
    for name in GROUP:
        if name in question:  # AC1 is absent from reports made before it was computed
            yield NumberRow(key, name, "all", "", question[name], "coefficients")
    for category, n in question["category_counts"].items():
        yield NumberRow(key, "answers", "category", category, _count(n, "number of answers"), "answers")
    for window in question["over_time"]:
        subject = f"{window['from']} to {window['to']}"
        yield NumberRow(key, "krippendorff_alpha", "last judged", subject, window["alpha"], "over_time")


def _diagnosis(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    """The predicted gains; none in a report made before there was a diagnosis."""
    for cause in (question.get("diagnosis") or {}).get("causes", []):
        statistic, group = f"predicted_gain_{cause['unit']}", f"cause: {cause['kind']}"
        yield NumberRow(question["question"], statistic, group, cause["title"], cause["gain"], "diagnosis")


def _raters(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    key = question["question"]
    for pair in question["cohen"]:
        subject = f"{pair['rater_a']['alias']} & {pair['rater_b']['alias']}"
        yield NumberRow(key, "percent_agreement", "raters", subject, pair["percent_agreement"], "pairs")
        for name in KAPPAS:
            if pair[name] is not None:
                yield NumberRow(key, f"cohen_kappa_{name}", "raters", subject, pair[name], "pairs")
    for entry in question["raters"]:
        alias = entry["rater"]["alias"]
        yield NumberRow(key, "judgments", "rater", alias, _count(entry["n_judgments"], "number of ratings"), "raters")
        if entry["alpha_without"] is not None:
            yield NumberRow(key, "krippendorff_alpha", "without rater", alias, entry["alpha_without"], "raters")


def _confusions(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    key, confusion = question["question"], question.get("confusion")
    if confusion is None:
        return
    categories = confusion["categories"]
    for said, row in zip(categories, confusion["rows"], strict=True):
        for other, estimate in zip(categories, row, strict=True):
            yield NumberRow(key, "confusion", "categories", f"{said} → {other}", estimate, "confusion")
    for entry in confusion["raters"]:
        alias = entry["rater"]["alias"]
        yield NumberRow(key, "agreement_with_others", "rater", alias, entry["agreement"], "raters")
        for said, row in zip(categories, rater_rows(entry), strict=True):
            for other, estimate in zip(categories, row, strict=True):
                yield NumberRow(key, "confusion", alias, f"{said} → {other}", estimate, "rater_confusions")


def _slices(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    key = question["question"]
    for piece in question["slices"]:
        subject = f"{piece['name']}={piece['value']}"
        yield NumberRow(key, "krippendorff_alpha", "slice", subject, piece["alpha"], "slices")
        if (pooled := piece.get("pooled")) is not None:
            yield NumberRow(key, "krippendorff_alpha_pooled", "slice", subject, pooled, "slices")
        yield NumberRow(key, "percent_agreement", "slice", subject, piece["percent_agreement"], "slices")


def _items(question: Mapping[str, Any]) -> Iterator[NumberRow]:
    key = question["question"]
    for entry in question["most_disputed"]:
        subject = entry["item"]["external_id"]
        n = sum(entry["counts"].values())
        for name, method in (("disagreement", DISAGREEMENT), ("agreement", PAIRS)):
            told = {"value": entry[name], "n_items": 1, "n_judgments": n, "method": method, "reason": ONE_ITEM}
            yield NumberRow(key, name, "item", subject, told, "disputed")


def _count(n: int, method: str) -> dict[str, Any]:
    return {"value": n, "method": method, "reason": "a count has no interval"}
