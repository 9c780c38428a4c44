"""All formats by key."""

from annotator.errors import InvalidInput
from annotator.said import say
from preferences.formats.alpaca_eval import AlpacaEval
from preferences.formats.arena import ArenaBattles
from preferences.formats.argilla import Argilla
from preferences.formats.axolotl import AxolotlBradleyTerry, AxolotlDpo
from preferences.formats.base import Format
from preferences.formats.helpsteer3 import HelpSteer3
from preferences.formats.hh_rlhf import HHTranscripts
from preferences.formats.label_studio import LabelStudio
from preferences.formats.llama_factory import LlamaFactory
from preferences.formats.openai_preference import OpenAIPreference
from preferences.formats.pairs_jsonl import PairsJsonl
from preferences.formats.trl_kto import TrlKto
from preferences.formats.trl_preference import TrlPreference
from preferences.formats.votes_jsonl import VotesJsonl

_FORMATS: dict[str, Format] = {
    form.key: form
    for form in (
        TrlPreference(),
        PairsJsonl(),
        VotesJsonl(),
        TrlKto(),
        OpenAIPreference(),
        LlamaFactory(),
        AxolotlDpo(),
        AxolotlBradleyTerry(),
        HHTranscripts(),
        ArenaBattles(),
        AlpacaEval(),
        HelpSteer3(),
        LabelStudio(),
        Argilla(),
    )
}


class UnknownFormat(InvalidInput):
    code = "unknown_format"


def all_formats() -> list[Format]:
    """The formats in the order in which they are offered."""
    return list(_FORMATS.values())


def format_named(key: str) -> Format:
    """Return the format. Raises ``UnknownFormat``."""
    if key not in _FORMATS:
        message = say("Must be one of: {listed}.", listed=", ".join(_FORMATS))
        raise UnknownFormat(say("There is no export format {key!r}.", key=key), fields={"format": [message]})
    return _FORMATS[key]
