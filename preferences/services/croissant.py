"""The Croissant description: what the files are and which fields they hold, with the responsible-AI vocabulary.

Format: MLCommons "Croissant Format Specification" 1.1 and "Croissant RAI" 1.0. Types: text, whole numbers, numbers,
booleans; lists of messages are repeated fields with the sub-fields role and content.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from preferences.formats import Format
from preferences.formats.base import Schema
from preferences.services.writing import MEDIA_TYPES, DataFile

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
_VOCABULARY = "http://mlcommons.org/croissant/"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": _VOCABULARY,
    "rai": f"{_VOCABULARY}RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{
        name: f"cr:{name}"
        for name in (
            "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field",
            "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath",
            "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace",
            "samplingRate", "separator", "source", "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}  # fmt: skip
_TYPES = {
    "text": "sc:Text",
    "moment": "sc:DateTime",
    "whole": "sc:Integer",
    "number": "sc:Float",
    "flag": "sc:Boolean",
    "texts": "sc:Text",
}


def croissant_of(
    manifest: Mapping[str, Any], *, files: Sequence[DataFile], form: Format, schema: Schema | None
) -> bytes:
    """Return croissant.json. Every number in it is the manifest's."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": manifest["project"]["name"],
        "description": (
            f"Human judgments of model outputs from the study “{manifest['project']['name']}”, written as {form.name}."
        ),
        "keywords": ["human feedback", "preference", form.key],
        "version": "1.0.0",
        "isLiveDataset": False,
        **_responsible(manifest),
        "distribution": [_file_object(file) for file in files],
        "recordSet": [_record_set(file, schema) for file in files if file.sample],
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _file_object(file: DataFile) -> dict[str, Any]:
    suffix = file.path.suffix
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        # Its readers know JSON lines under this name.
        "encodingFormat": {
            ".jsonl": "application/jsonlines",
            ".csv": "text/csv",
            ".parquet": "application/x-parquet",
        }.get(suffix, MEDIA_TYPES[suffix]),
        "sha256": file.digest,
    }


def _record_set(file: DataFile, schema: Schema | None) -> dict[str, Any]:
    name = file.path.stem
    sample = file.sample or {}
    kinds = {column: schema[column] if schema else _kind(value) for column, value in sample.items()}
    fields = [_field(file, f"{name}/{column}", column, kind) for column, kind in kinds.items() if kind]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "field": fields}


def _field(file: DataFile, identity: str, column: str, kind: str) -> dict[str, Any]:
    source = {"fileObject": {"@id": file.name}, "extract": _extract(file, column)}
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": column}
    if kind != "messages":
        field |= {"dataType": _TYPES[kind], "source": source}
        return field | ({"repeated": True} if kind == "texts" else {})
    field["repeated"] = True
    field["subField"] = [
        {
            "@type": "cr:Field",
            "@id": f"{identity}/{part}",
            "name": part,
            "dataType": "sc:Text",
            "source": {**source, "transform": {"jsonPath": part}},
        }
        for part in ("role", "content")
    ]
    return field


def _extract(file: DataFile, column: str) -> dict[str, str]:
    return {"jsonPath": f"$[*].{column}"} if file.path.suffix == ".json" else {"column": column}


def _kind(value: Any) -> str:
    """What a value of a JSON row is; empty for what has no simple type there."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "whole"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list) and value and isinstance(value[0], dict) and set(value[0]) == {"role", "content"}:
        return "messages"
    return "text" if isinstance(value, str) else ""


def _responsible(manifest: Mapping[str, Any]) -> dict[str, Any]:
    counts, raters = manifest["counts"], manifest["raters"]
    versions = ", ".join(
        "none" if row["version"] is None else str(row["version"]) for row in manifest["guideline_versions"]
    )
    models = sum(row["kind"] == "model" for row in raters)
    described: dict[str, Any] = {
        "rai:dataCollection": f"{counts['votes']} votes of {len(raters)} raters on {counts['pairs']} pairs.",
        "rai:dataCollectionType": ["Human-labelled preference judgments"],
        "rai:dataAnnotationProtocol": (
            f"Questions: {', '.join(manifest['questions'])}. Guideline versions: {versions}. Raters were blind to "
            "the models; the order of the responses was drawn by the server and balanced within each item."
        ),
        "rai:dataAnnotationPlatform": [f"Touchstone {manifest['touchstone']}"],
        "rai:machineAnnotationTools": [f"{models} model judges"] if models else ["none"],
        "rai:dataManipulationProtocol": "; ".join(manifest["notes"]) or "none",
        "rai:personalSensitiveInformation": ["Raters appear under pseudonyms unless the export asked for aliases."],
        "rai:dataUseCases": ["Training reward models and preference optimisation", "Ranking models"],
    }
    if manifest["agreement"]:
        alpha = manifest["agreement"]["krippendorff_alpha"]
        described["rai:dataAnnotationAnalysis"] = [f"Krippendorff's alpha (nominal): {_in_words(alpha)}"]
    if manifest["bias"]:
        described["rai:dataBiases"] = [
            f"Share of decided votes for the longer response: {_in_words(manifest['bias']['longer_wins'])}",
            f"Share of decided votes for the response shown first: {_in_words(manifest['bias']['first_wins'])}",
        ]
    if counts["pairs"]:
        described["rai:annotationsPerItem"] = f"{counts['votes'] / counts['pairs']:.2f} on average"
    return described


def _in_words(estimate: Mapping[str, Any]) -> str:
    if estimate["low"] is None:
        return f"unknown ({estimate['reason']})" if estimate["value"] is None else f"{estimate['value']:.3f}"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
