"""PandaLM's test set as import files: 999 response pairs, each judged by three people."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUTCOMES = {0: "tie", 1: "a", 2: "b"}
RATERS = ("annotator1", "annotator2", "annotator3")


@dataclass(frozen=True)
class PandaLM:
    """The rows of the published file."""

    rows: list[dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> "PandaLM":
        with path.open(encoding="utf-8") as file:
            return cls([json.loads(line) for line in file])

    def items(self) -> list[dict[str, Any]]:
        """Item rows. Six responses are JSON booleans in the file; they are written as the text they stand for."""
        return [
            {
                "id": f"pandalm-{row['idx']}",
                "prompt": "\n\n".join(part for part in (row["instruction"], row["input"]) if part),
                "responses": [
                    {"text": str(row["response1"]), "model": row["model1"]},
                    {"text": str(row["response2"]), "model": row["model2"]},
                ],
            }
            for row in self.rows
        ]

    def votes(self) -> dict[str, dict[str, str]]:
        """``{external id: {rater: outcome}}``."""
        return {f"pandalm-{row['idx']}": {rater: OUTCOMES[row[rater]] for rater in RATERS} for row in self.rows}

    def write_items(self, path: Path) -> Path:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in self.items())
        return path
