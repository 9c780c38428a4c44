"""Studies to start from: questions, a guideline and policies that make sense together."""

from annotator.presets.drafts import Preset, QuestionDraft
from annotator.presets.likert import LIKERT
from annotator.presets.pairwise import PAIRWISE
from annotator.presets.ranking import RANKING
from annotator.presets.safety import SAFETY

PRESETS: dict[str, Preset] = {preset.key: preset for preset in (PAIRWISE, LIKERT, RANKING, SAFETY)}

__all__ = ["PRESETS", "Preset", "QuestionDraft"]
