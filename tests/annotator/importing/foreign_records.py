"""One record of each layout as its tool writes it, with what it says in the project's own words."""

from typing import Any

USER = {"role": "user", "content": "Why?"}
TALK = [{"role": "system", "content": "Be brief"}, USER]


def said(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


#: layout → (record, asked, texts, models, votes as (rater, outcome, strength))
RECORDS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str], list[str], list[tuple[Any, ...]]]] = {
    "arena-battles": (
        {
            "question_id": "58210e39",
            "model_a": "vicuna",
            "model_b": "alpaca",
            "winner": "tie (bothbad)",
            "judge": "arena_user_1",
            "conversation_a": [USER, said("Because.")],
            "conversation_b": [USER, said("Hm.")],
            "turn": 1,
            "anony": True,
            "language": "English",
            "tstamp": 1682351591.5,
        },
        {"prompt": "Why?"},
        # Both orders of the sides are one item: its sides stand in the order of the models' names.
        ["Hm.", "Because."],
        ["alpaca", "vicuna"],
        [("arena_user_1", "both_bad", None)],
    ),
    "alpaca-eval": (
        {
            "instruction": "Why?",
            "output_1": "Because.",
            "generator_1": "m1",
            "dataset": "helpful_base",
            "output_2": "Hm.",
            "generator_2": "m2",
            "annotator": "alpaca_eval_gpt4",
            "preference": 2.0,
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["m1", "m2"],
        [("alpaca_eval_gpt4", "b", None)],
    ),
    "helpsteer3": (
        {
            "domain": "general",
            "language": "english",
            "context": TALK,
            "response1": "Because.",
            "response2": "Hm.",
            "overall_preference": -2,
            "individual_preference": [
                {"score": -3, "reasoning": "r", "feedback1": "", "feedback2": ""},
                {"score": 0, "reasoning": "r", "feedback1": "", "feedback2": ""},
                {"score": 1, "reasoning": "r", "feedback1": "", "feedback2": ""},
            ],
        },
        {"messages": TALK},
        ["Because.", "Hm."],
        ["", ""],
        [("helpsteer3-1", "a", 3), ("helpsteer3-2", "tie", None), ("helpsteer3-3", "b", 1)],
    ),
    "pandalm": (
        {
            "idx": 7,
            "instruction": "Answer",
            "input": "Why?",
            "response1": "Because.",
            "response2": "Hm.",
            "annotator1": 0,
            "annotator2": 1,
            "annotator3": 2,
            "model1": "m1",
            "model2": "m2",
        },
        {"prompt": "Answer\n\nWhy?"},
        ["Because.", "Hm."],
        ["m1", "m2"],
        [("annotator1", "tie", None), ("annotator2", "a", None), ("annotator3", "b", None)],
    ),
    "label-studio": (
        {
            "id": 12,
            "data": {"prompt": "Why?", "answer1": "Because.", "answer2": "Hm."},
            "annotations": [
                {
                    "completed_by": {"email": "ann@example.org"},
                    "lead_time": 4.2,
                    "was_cancelled": False,
                    "result": [{"from_name": "pw", "type": "pairwise", "value": {"selected": "right"}}],
                },
                {"completed_by": 3, "result": [{"type": "choices", "value": {"choices": ["answer1"]}}]},
                {"completed_by": 4, "was_cancelled": True, "result": []},
            ],
            "predictions": [],
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["", ""],
        [("ann@example.org", "b", None), ("3", "a", None)],
    ),
    "argilla": (
        {
            "id": "r1",
            "status": "completed",
            "fields": {"prompt": "Why?", "response_1": "Because.", "response_2": "Hm."},
            "metadata": {"model_a": "m1", "slice.language": "en"},
            "suggestions": {},
            "responses": {
                "preference": [{"value": "a", "user_id": "u1"}, {"value": "both_bad", "user_id": "u2"}],
                "strength": [{"value": 2, "user_id": "u1"}],
            },
            "vectors": {},
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["m1", ""],
        [("u1", "a", 2), ("u2", "both_bad", None)],
    ),
    "openai-preference": (
        {
            "input": {"messages": TALK, "tools": [], "parallel_tool_calls": True},
            "preferred_output": [said("Because.")],
            "non_preferred_output": [said("Hm.")],
        },
        {"messages": TALK},
        ["Because.", "Hm."],
        ["", ""],
        [("openai", "a", None)],
    ),
    "llama-factory": (
        {
            "conversations": [{"from": "human", "value": "Why?"}],
            "system": "Be brief",
            "chosen": {"from": "gpt", "value": "Because."},
            "rejected": {"from": "gpt", "value": "Hm."},
        },
        {"messages": TALK},
        ["Because.", "Hm."],
        ["", ""],
        [("llama-factory", "a", None)],
    ),
    "axolotl": (
        {"system": "Be brief", "input": "Why?", "chosen": "Because.", "rejected": "Hm."},
        {"messages": TALK},
        ["Because.", "Hm."],
        ["", ""],
        [("axolotl", "a", None)],
    ),
    "hh-rlhf": (
        {
            "chosen": "\n\nHuman: Why?\n\nAssistant: Because.",
            "rejected": "\n\nHuman: Why?\n\nAssistant: Hm.",
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["", ""],
        [("hh-rlhf", "a", None)],
    ),
    "trl-preference": (
        {"chosen": [*TALK, said("Because.")], "rejected": [*TALK, said("Hm.")], "score_chosen": 8.0},
        {"messages": TALK},
        ["Because.", "Hm."],
        ["", ""],
        [("trl", "a", None)],
    ),
    "trl-kto": (
        {"prompt": "Why?", "completion": "Because.", "label": False},
        {"prompt": "Why?"},
        ["Because."],
        [""],
        [],
    ),
    "pair-table": (
        {
            "prompt": "Why?",
            "response_a": "Because.",
            "response_b": "Hm.",
            "model_a": "m1",
            "model_b": "m2",
            "winner": "m2",
            "annotator": "ann",
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["m1", "m2"],
        [("ann", "b", None)],
    ),
    "pairs-jsonl": (
        {
            "item": "i1",
            "prompt": [USER],
            "response_a": "Because.",
            "response_b": "Hm.",
            "model_a": "m1",
            "model_b": "m2",
            "votes_a": 1,
            "votes_b": 0,
            "votes_tie": 1,
            "votes_both_bad": 0,
        },
        {"prompt": "Why?"},
        ["Because.", "Hm."],
        ["m1", "m2"],
        [("vote-1", "a", None), ("vote-2", "tie", None)],
    ),
}
ULTRAFEEDBACK = {
    "source": "evol_instruct",
    "instruction": "Why?",
    "models": ["m1", "m2"],
    "completions": [
        {
            "model": "m1",
            "response": "Because.",
            "overall_score": 7.5,
            "annotations": {"helpfulness": {"Rating": "4", "Rationale": "r"}, "honesty": {"Rating": "N/A"}},
        },
        {"model": "m2", "response": "Hm.", "annotations": {"helpfulness": {"Rating": "1"}}},
    ],
}
ARENA_55K = {
    "id": 30192,
    "model_a": "m1",
    "model_b": "m2",
    "prompt": '["Why?", "Really?"]',
    "response_a": '["Because.", "Yes."]',
    "response_b": '["Hm.", "No."]',
    "winner_model_a": 0,
    "winner_model_b": 1,
    "winner_tie": 0,
}
