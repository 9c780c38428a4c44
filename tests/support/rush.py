"""Many raters at once over HTTP: claim, judge, submit, until nothing is left or time is up."""

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.http_client import Answer, Client, NoAnswer

TRIVIAL = "/_allauth/browser/v1/config"
"""A view that does next to nothing: what it costs is the server's, the middleware's and the client's part."""

RETRY_PAUSE_S = 0.3


@dataclass
class Rush:
    """What the raters saw: acknowledged keys, status codes, and seconds per claim and submit."""

    acknowledged: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    claim_s: list[float] = field(default_factory=list)
    submit_s: list[float] = field(default_factory=list)
    seconds: float = 0.0
    client_cpu_s: float = 0.0
    retries: int = 0
    counts_from: float = 0.0
    counted: int = 0

    def took(self, times: list[float], before: float) -> None:
        """Note how long a request took that was sent ``before``, unless the server was still warming up."""
        if before >= self.counts_from:
            times.append(time.monotonic() - before)

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())


@dataclass(frozen=True)
class Plan:
    """How they behave. ``copies``: how often each submit is sent at once.

    ``seconds``: when to stop, unless ``goes_on()``.
    ``retry_for_s``: how long a request without an answer is sent again, the same, as the browser's outbox does.
    ``warm_s``: what is sent in the first so many seconds is stored and audited like all, but not timed.
    """

    copies: int = 1
    seconds: float = 140.0
    goes_on: Callable[[], bool] = lambda: False
    think_s: float = 0.0
    retry_for_s: float = 0.0
    warm_s: float = 0.0


def headers_of(rater: dict[str, str], *, by_session: bool) -> dict[str, str]:
    """Return the headers of a signed-in browser, or of a program with a token."""
    if by_session:
        csrf = "c" * 32
        return {"Cookie": f"sessionid={rater['session']}; csrftoken={csrf}", "X-CSRFToken": csrf}
    return {"Authorization": f"Token {rater['token']}"}


async def rush(
    address: str, project: int, raters: Sequence[dict[str, str]], plan: Plan, *, by_session: bool = False
) -> Rush:
    """Let all raters work at once against ``address`` and return what they saw."""
    seen = Rush()
    started, cpu_before = time.monotonic(), time.process_time()
    deadline = started + plan.seconds
    seen.counts_from = started + plan.warm_s

    async def one(rater: dict[str, str]) -> None:
        async with Client(f"{address}/api/v1", headers_of(rater, by_session=by_session)) as http:
            await _work(http, project, plan, deadline, seen)

    await asyncio.gather(*(one(rater) for rater in raters))
    seen.seconds, seen.client_cpu_s = time.monotonic() - started, time.process_time() - cpu_before
    return seen


async def knock(address: str, *, at_once: int, seconds: float) -> list[float]:
    """Ask the trivial view from ``at_once`` connections without a pause and return the seconds of each answer."""
    took: list[float] = []
    deadline = time.monotonic() + seconds

    async def one() -> None:
        async with Client(address) as http:
            while (before := time.monotonic()) < deadline:
                answer = await http.get(TRIVIAL)
                assert answer.status == 200, answer.text[:300]
                took.append(time.monotonic() - before)

    await asyncio.gather(*(one() for _ in range(at_once)))
    return took


async def _work(http: Client, project: int, plan: Plan, deadline: float, seen: Rush) -> None:
    while time.monotonic() < deadline or plan.goes_on():
        before = time.monotonic()
        answer = await _patiently(lambda: http.post(f"/projects/{project}/claim/", {}), plan, seen)
        seen.took(seen.claim_s, before)
        if not _fine(answer, seen, "claim"):
            return
        claimed = answer.json()
        if claimed["finished"]:
            return
        for task in claimed["tasks"]:
            if plan.think_s:
                await asyncio.sleep(plan.think_s)
            await _submit(http, task, plan, seen)
            if time.monotonic() >= deadline and not plan.goes_on():
                return


async def _submit(http: Client, task: dict[str, Any], plan: Plan, seen: Rush) -> None:
    key = str(uuid.uuid4())
    seen.sent.append(key)
    answers = [{"question": "better", "outcome": random.choice(["a", "b", "tie", "both_bad"])}]
    body = {"assignment": task["key"], "answers": answers, "active_ms": 1000}

    async def send() -> Answer:
        before = time.monotonic()
        answer = await _patiently(lambda: http.put(f"/judgments/{key}/", body), plan, seen)
        seen.took(seen.submit_s, before)
        return answer

    told = [await send()] if plan.copies == 1 else await asyncio.gather(*(send() for _ in range(plan.copies)))
    fine = [_fine(answer, seen, "submit") for answer in told]
    if all(fine):
        seen.acknowledged.append(key)
        seen.counted += time.monotonic() >= seen.counts_from
        bodies = [answer.json() for answer in told]
        # Every copy of a submit must be told the same story.
        if len({(body["revision"], body["accepted"]) for body in bodies}) > 1:
            seen.problems.append(f"different answers to one submit: {bodies}")
        # Where an answer may have been lost on its way, only the database knows how often it was stored.
        once = [200] * (plan.copies - 1) + [201]
        if not plan.retry_for_s and sorted(answer.status for answer in told) != once:
            seen.problems.append(f"stored other than once: {[answer.status for answer in told]}")
        seen.accepted[bodies[0]["accepted"]] += 1


async def _patiently(send: Callable[[], Awaitable[Answer]], plan: Plan, seen: Rush) -> Answer:
    deadline = time.monotonic() + plan.retry_for_s
    while True:
        try:
            return await send()
        except NoAnswer:
            if time.monotonic() >= deadline:
                raise
            seen.retries += 1
            await asyncio.sleep(RETRY_PAUSE_S)


def _fine(answer: Answer, seen: Rush, what: str) -> bool:
    seen.statuses[f"{what} {answer.status}"] += 1
    if answer.is_error:
        seen.problems.append(f"{what}: {answer.status} {answer.text[:300]}")
    return not answer.is_error
