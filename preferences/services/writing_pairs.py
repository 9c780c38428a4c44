"""One judged pair into its split's file, whichever way the format takes pairs; used by exports and by conversion."""

from collections.abc import Mapping

from annotator.said import say
from preferences.datasets.pairs import JudgedPair
from preferences.formats import Context, Format, PairFormat, VotedFormat
from preferences.services.plans import InvalidPlan
from preferences.services.selecting import Tally, select, select_votes
from preferences.services.writing import DataFile, split_of


def write_pair(
    pair: JudgedPair, form: Format, context: Context, files: Mapping[str, DataFile], tally: Tally, *, seed: int
) -> None:
    """Write the rows that the pair gives under the options, and count it. Raises ``InvalidPlan``."""
    options = context.options
    split = split_of(pair.prompt_hash, seed=seed, validation=options["validation"], test=options["test"])
    file = files[split]
    if isinstance(form, VotedFormat):
        kept = select_votes(pair, options, tally)
        if kept is not None:
            for row in form.rows(kept, context):
                file.write(row)
                tally.rows += 1
        return
    if not isinstance(form, PairFormat):
        raise TypeError(f"{form.key} is not a format of pairs.")
    for decided in select(pair, options, tally, form=form):
        if options.get("margin") == "strength" and decided.outcome in ("a", "b") and decided.strength is None:
            raise InvalidPlan(
                say(
                    "Item {external_id!r} has a vote without strength, so there is no margin from "
                    "strength. A margin column must be complete: take it from votes, or filter such votes "
                    "out.",
                    external_id=pair.external_id,
                ),
                fields={"margin": ["Not every vote has a strength."]},
            )
        for row in form.rows(decided, context):
            file.write(row)
