"""Many raters at once over HTTP: claim, judge, submit, until nothing is left or time is up."""

import asyncio
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(40.0)


@dataclass
class Rush:
    """What the raters saw: acknowledged keys, status codes, and seconds per claim and submit."""

    acknowledged: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    claim_s: list[float] = field(default_factory=list)
    submit_s: list[float] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How they behave. ``copies``: how often each submit is sent at once; ``seconds``: when to stop at the latest."""

    copies: int = 1
    seconds: float = 140.0
    think_s: float = 0.0


def headers_of(rater: dict[str, str], *, by_session: bool) -> dict[str, str]:
    """Return the headers of a signed-in browser, or of a program with a token."""
    if by_session:
        csrf = "c" * 32
        return {"Cookie": f"sessionid={rater['session']}; csrftoken={csrf}", "X-CSRFToken": csrf}
    return {"Authorization": f"Token {rater['token']}"}


async def rush(
    address: str, project: int, raters: list[dict[str, str]], plan: Plan, *, by_session: bool = False
) -> Rush:
    """Let all raters work at once against ``address`` and return what they saw."""
    seen = Rush()
    started = time.monotonic()
    limits = httpx.Limits(max_connections=len(raters) * plan.copies + 4)
    async with httpx.AsyncClient(base_url=f"{address}/api/v1", timeout=TIMEOUT, limits=limits, trust_env=False) as http:
        deadline = started + plan.seconds
        await asyncio.gather(
            *(_work(http, project, headers_of(rater, by_session=by_session), plan, deadline, seen) for rater in raters)
        )
    seen.seconds = time.monotonic() - started
    return seen


async def _work(
    http: httpx.AsyncClient, project: int, headers: dict[str, str], plan: Plan, deadline: float, seen: Rush
) -> None:
    while time.monotonic() < deadline:
        before = time.monotonic()
        response = await http.post(f"/projects/{project}/claim/", json={}, headers=headers)
        seen.claim_s.append(time.monotonic() - before)
        if not _fine(response, seen, "claim"):
            return
        claimed = response.json()
        if claimed["finished"]:
            return
        for task in claimed["tasks"]:
            await asyncio.sleep(plan.think_s)
            await _submit(http, headers, task, plan.copies, seen)
            if time.monotonic() >= deadline:
                return


async def _submit(
    http: httpx.AsyncClient, headers: dict[str, str], task: dict[str, Any], copies: int, seen: Rush
) -> None:
    key = str(uuid.uuid4())
    answers = [{"question": "better", "outcome": random.choice(["a", "b", "tie", "both_bad"])}]
    body = {"assignment": task["key"], "answers": answers, "active_ms": 1000}

    async def send() -> httpx.Response:
        before = time.monotonic()
        response = await http.put(f"/judgments/{key}/", json=body, headers=headers)
        seen.submit_s.append(time.monotonic() - before)
        return response

    responses = await asyncio.gather(*(send() for _ in range(copies)))
    fine = [_fine(response, seen, "submit") for response in responses]
    if all(fine):
        seen.acknowledged.append(key)
        bodies = [response.json() for response in responses]
        # Every copy of a submit must be told the same story.
        if len({(body["revision"], body["accepted"]) for body in bodies}) > 1:
            seen.problems.append(f"different answers to one submit: {bodies}")
        if sorted(response.status_code for response in responses) != [200] * (copies - 1) + [201]:
            seen.problems.append(f"stored other than once: {[response.status_code for response in responses]}")
        seen.accepted[bodies[0]["accepted"]] += 1


def _fine(response: httpx.Response, seen: Rush, what: str) -> bool:
    seen.statuses[f"{what} {response.status_code}"] += 1
    if response.is_error:
        seen.problems.append(f"{what}: {response.status_code} {response.text[:300]}")
    return not response.is_error
