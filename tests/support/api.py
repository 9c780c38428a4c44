"""A program that talks to a running Touchstone over HTTP, the way the browser does."""

import time
import uuid
from pathlib import Path
from typing import Any

import httpx


class ApiError(AssertionError):
    """The server answered with an error; the message is its problem text."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(
            f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text[:600]}"
        )
        self.status = response.status_code
        self.body = response.json() if response.headers.get("content-type", "").endswith("json") else {}


class ApiClient:
    """A signed-in session. Methods return decoded JSON and raise ``ApiError`` for anything but success."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=60, follow_redirects=True, trust_env=False)

    def __enter__(self) -> "ApiClient":
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, json: Any = None, **options: Any) -> Any:
        """Send a request below ``/api/v1/`` and return the decoded answer (bytes when it isn't JSON)."""
        url = path if path.startswith(("/_", "http")) else f"/api/v1/{path}"
        token = self.http.cookies.get("csrftoken") or ""
        headers = {"X-CSRFToken": token, "Referer": str(self.http.base_url)}
        response = self.http.request(method, url, json=json, headers=headers, **options)
        if response.is_error:
            raise ApiError(response)
        if not response.content:
            return None
        return response.json() if "json" in response.headers["content-type"] else response.content

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, params=params)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.call("POST", path, json if json is not None or options else {}, **options)

    def sign_in(self, email: str, password: str) -> "ApiClient":
        self.http.get("/")  # sets the CSRF cookie
        self.call("POST", "/_allauth/browser/v1/auth/login", {"email": email, "password": password})
        return self

    def join(self, token: str, *, email: str, password: str, name: str) -> "ApiClient":
        """Accept an invitation as a newcomer: makes the account and signs in."""
        self.http.get("/")
        self.post("invitations/accept/", {"token": token, "email": email, "password": password, "name": name})
        return self

    def upload(self, project: int, path: Path, kind: str) -> dict[str, Any]:
        """Import a file and wait for the end of the job."""
        with path.open("rb") as file:
            run = self.post(
                f"projects/{project}/imports/", data={"kind": kind, "format": "auto"}, files={"file": (path.name, file)}
            )
        return self.finished(f"imports/{run['id']}/")

    def report(self, project: int, kind: str, **plan: Any) -> dict[str, Any]:
        """Request a report and wait for it."""
        row = self.post(f"projects/{project}/reports/", {"kind": kind, "plan": plan})
        return self.finished(f"reports/{row['id']}/")

    def finished(self, path: str, seconds: float = 120) -> dict[str, Any]:
        """Poll a job until it has ended well; an end of any other kind is an error."""
        deadline = time.monotonic() + seconds
        while True:
            job: dict[str, Any] = self.get(path)
            if job["state"] not in {"queued", "running"}:
                assert job["state"] == "succeeded", job
                return job
            assert time.monotonic() < deadline, f"still {job['state']} after {seconds} s: {job}"
            time.sleep(0.2)

    def judge(self, task: dict[str, Any], answers: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """Submit one judgment under a new key."""
        body = {"assignment": task["key"], "answers": answers, **more}
        result: dict[str, Any] = self.call("PUT", f"judgments/{uuid.uuid4()}/", body)
        return result
