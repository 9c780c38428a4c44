"""All layouts, in the order in which a file is tried: what is told by more particular fields comes first."""

from annotator.errors import InvalidInput
from annotator.services.importing.foreign.alpaca_eval import AlpacaEval
from annotator.services.importing.foreign.arena import ArenaBattles
from annotator.services.importing.foreign.argilla import Argilla
from annotator.services.importing.foreign.base import Layout
from annotator.services.importing.foreign.helpsteer3 import HelpSteer3
from annotator.services.importing.foreign.hh_rlhf import HHTranscripts
from annotator.services.importing.foreign.label_studio import LabelStudio
from annotator.services.importing.foreign.pandalm import PandaLM
from annotator.services.importing.foreign.preference_pairs import (
    Axolotl,
    LlamaFactory,
    OpenAIPreference,
    TrlKto,
    TrlPreference,
)
from annotator.services.importing.foreign.tables import OwnItems, OwnPairs, OwnScores, OwnVotes, PairTable
from annotator.services.importing.foreign.ultrafeedback import UltraFeedback

_LAYOUTS: dict[str, Layout] = {
    layout.key: layout
    for layout in (
        OwnItems(),
        OwnVotes(),
        OwnScores(),
        OwnPairs(),
        ArenaBattles(),
        AlpacaEval(),
        HelpSteer3(),
        PandaLM(),
        UltraFeedback(),
        LabelStudio(),
        Argilla(),
        OpenAIPreference(),
        LlamaFactory(),
        Axolotl(),
        HHTranscripts(),
        TrlKto(),
        TrlPreference(),
        PairTable(),
    )
}


class UnknownLayout(InvalidInput):
    code = "unknown_layout"


def all_layouts() -> list[Layout]:
    """The layouts in the order in which they are tried."""
    return list(_LAYOUTS.values())


def layout_named(key: str) -> Layout:
    """Return the layout. Raises ``UnknownLayout``."""
    if key not in _LAYOUTS:
        message = f"Must be one of: {', '.join(_LAYOUTS)}."
        raise UnknownLayout(f"There is no layout {key[:40]!r}.", fields={"layout": [message]})
    return _LAYOUTS[key]
