"""A long sequence of requests of one organisation on the local cloud, with marker words that no log may contain."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.stack import describe
from local.web import HttpAnswer, WebClient, upload_form
from tests.pdfs import a_resume

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LIST = "/dashboard/jobseeker"
NOBODY = "https://hooks.greenroom.example/in"


def _words() -> dict[str, str]:
    mark = uuid4().hex[:10]
    return {
        "name": f"Quillon Featherstone {mark}",
        "address": f"quillon.{mark}@canary.example",
        "interviewer": f"interviewer.{mark}@canary.example",
        "notified": f"operations.{mark}@canary.example",
        "phone": f"+91 98999 {int(mark, 16) % 100_000:05d}",
        **{
            kind: f"canary-{kind}-{mark}"
            for kind in (
                "resume", "filename", "notes", "reason", "answer", "code", "draft", "description", "title", "location",
                "unknown", "query", "field", "idempotency", "webhook", "token-name", "mistyped", "requirement",
                "papers",
            )
        },
    }  # fmt: skip


@dataclass
class Life:
    """The marker words and the secrets of the sequence, by kind."""

    stack: RunningStack
    recruiter: Recruiter
    words: dict[str, str] = field(default_factory=_words)
    secrets: dict[str, str] = field(default_factory=dict)

    def lived(self) -> "Life":
        """Call every function and nearly every route."""
        job_id, candidate_id = self._recruits()
        interview_id = self._books(job_id, candidate_id)
        visitor = self._sits(interview_id)
        self._signs_in(visitor)
        self._meets(job_id, candidate_id)
        self._mistypes()
        self._bounces(interview_id)
        self.recruiter.made("POST", "/interviews/auto-update-status")
        self._is_reported(interview_id)
        renamed = {"job_title": self.words["title"], "job_description": self.words["description"]}
        self.recruiter.made("PUT", f"/jobs/{job_id}", {**renamed, "company_name": "Another name"})
        self.recruiter.made("GET", "/organisation/export")
        for function in ("StatusSweeperFunction", "SendWebhooksFunction", "DeleteOrganisationsFunction"):
            self.stack.client("lambda").invoke(FunctionName=self.stack.functions[function], Payload=b"{}")
        other = self.recruiter.candidate(job_id, full_name=self.words["name"], email=f"second.{self.words['address']}")
        assert self.recruiter.call("DELETE", f"/candidates/{other}").status == 204
        return self

    def _once(self, method: str, path: str, body: object = None) -> Any:
        """Send a request with an Idempotency-Key twice. It must succeed."""
        key = {"Idempotency-Key": f"{self.words['idempotency']}-{uuid4().hex}"}
        reply = self.recruiter.call(method, path, body, **key)
        assert reply.status in {200, 201}, reply.text
        assert self.recruiter.call(method, path, body, **key).status == reply.status
        return reply.json

    def _recruits(self) -> tuple[str, str]:
        words = self.words
        token = self._once("POST", "/tokens", {"name": words["token-name"], "role": "viewer"})
        self.secrets["viewer's token"] = token["token"]
        assert self.stack.api("GET", "/jobs", token=token["token"]).status == 200
        asked = {"url": NOBODY, "notify_email": words["notified"], "description": words["webhook"]}
        webhook = self._once("POST", "/webhooks", asked)
        self.secrets["webhook's first secret"] = webhook["secret"]
        rotated = self._once("POST", f"/webhooks/{webhook['webhook_id']}/rotate-secret", {})
        self.secrets["webhook's second secret"] = rotated["secret"]
        job_id = self.recruiter.job(job_title=words["title"], job_description=words["description"])
        candidate_id = self.recruiter.candidate(
            job_id, full_name=words["name"], email=words["address"], phone=words["phone"]
        )
        path = f"/candidates/{candidate_id}/resume"
        form = self._once("POST", path, {"filename": f"{words['filename']}.pdf", "content_type": "application/pdf"})
        sent = upload_form(form["upload"], a_resume([[words["resume"]]]), "cv.pdf", "application/pdf")
        assert sent.status in {200, 201, 204}
        eventually(lambda: words["resume"] in str(self.recruiter.made("GET", path)["parsed_text"]), "the résumé")
        self.recruiter.made("GET", f"/candidates?q={quote(words['name'])}")
        self._is_matched(job_id, candidate_id)
        return job_id, candidate_id

    def _is_matched(self, job_id: str, candidate_id: str) -> None:
        wanted = [{"requirement": self.words["requirement"], "kind": "MUST"}]
        self.recruiter.made("PUT", f"/jobs/{job_id}/requirements", {"requirements": wanted})
        assert self.recruiter.call("POST", f"/jobs/{job_id}/match", {"candidate_ids": [candidate_id]}).status == 202
        path = f"/jobs/{job_id}/matches"
        eventually(lambda: self.recruiter.made("GET", path)["items"][0]["status"] == "TOO_LITTLE", "the match")

    def _books(self, job_id: str, candidate_id: str) -> str:
        soon = (datetime.now(UTC) + timedelta(minutes=4)).replace(second=0, microsecond=0)
        booking = {
            "job_id": job_id,
            "candidate_id": candidate_id,
            "starts_at": f"{soon:%Y-%m-%dT%H:%M:%SZ}",
            "duration_minutes": 30,
            "booking_notes": self.words["notes"],
            "ai_interview_type": "CODING",
        }
        made = self._once("POST", "/interviews", booking)
        interview_id = str(made["interview_id"])
        self._keeps_link("first link", made["interview_link"])
        moved = {"starts_at": f"{soon + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}", "duration_minutes": 30}
        self._keeps_link("link", self._once("PUT", f"/interviews/{interview_id}", moved)["interview_link"])
        self._once("POST", "/interviews/schedules/create_interview_session", {"interview_id": interview_id})
        self._once("POST", f"/interviews/{interview_id}/resend")
        assert self.recruiter.link_of(interview_id).endswith(self.secrets["link"])
        return interview_id

    def _keeps_link(self, name: str, link: str) -> None:
        self.secrets[name] = link.partition("session_key=")[2]

    def _sits(self, interview_id: str) -> WebClient:
        visitor, key = self.stack.visitor(), self.secrets["link"]
        room = visitor.get(f"{self.stack.portal_url}/?session_key={key}")
        token = _hidden(room, "csrf_token")
        self.secrets["form's token"] = token
        entered = _post(visitor, room.url, csrf_token=token, consent="yes", mode="type")
        assert entered.status == 303
        visitor.get(f"{self.stack.portal_url}/interview/start/{interview_id}")
        visitor.get(f"{self.stack.portal_url}/interview/calendar/{interview_id}.ics")

        def did(route: str, **body: Any) -> Any:
            headers = {"X-Session-Key": key, "Content-Type": "application/json"}
            sent = json.dumps(body | {"session_key": key}).encode()
            answer = visitor.request("POST", f"{self.stack.portal_url}/ai/{route}", sent, headers)
            assert answer.status == 200, answer.text
            return answer.json

        visitor.get(f"{self.stack.portal_url}/ai/session")
        step = did("start", client_id="tab")
        question = step["question"]["id"]
        did("heartbeat", question_id=question, text=self.words["draft"], client_id="tab")
        sound = did("upload", question_id=question, content_type="audio/webm")
        upload_form(sound["upload"], b"sound", "a.webm", "audio/webm")
        did("transcribe", question_id=question, audio_key=sound["audio_key"])
        did("answer", question_id=question, text=self.words["answer"], code=self.words["code"], client_id="tab")
        did("finish")
        return visitor

    def _is_reported(self, interview_id: str) -> None:
        def ready() -> Any:
            self.recruiter.made("POST", "/interviews/auto-update-status")
            report = self.recruiter.made("GET", f"/interviews/{interview_id}/report")
            return report if report["status"] == "READY" else None

        link = eventually(ready, "the report", 60)["report_link"]
        self.secrets["report's signature"] = link.partition("signature=")[2].partition("&")[0]
        assert self.words["answer"] in self.stack.visitor().get(link).text

    def _signs_in(self, visitor: WebClient) -> None:
        url, address = self.stack.portal_url + LIST, self.words["address"]
        assert _post(visitor, f"{url}/link", email=address).status == 303
        pattern = re.compile(re.escape(url) + r"/sign-in\?token=([\w-]+)")
        token = eventually(
            lambda: next((m[1] for mail in self._mails_to(address) if (m := pattern.search(mail["BodyText"]))), None),
            "the link by mail",
        )
        self.secrets["sign-in token"] = token
        visitor.get(f"{url}/sign-in?token={token}")
        assert _post(visitor, f"{url}/sign-in", token=token).status == 303
        self.secrets["visit"] = visitor.cookies["greenroom_visit"]
        page = visitor.get(url)
        self.secrets["list's token"] = _hidden(page, "csrf_token")
        assert _post(self.stack.visitor(), f"{url}/sign-in", token=token).status == 410

    def _mails_to(self, address: str) -> Iterator[dict[str, Any]]:
        return (mail for mail in self.stack.mails() if address in mail["To"])

    def _meets(self, job_id: str, candidate_id: str) -> None:
        later = (datetime.now(UTC) + timedelta(hours=2)).replace(second=0, microsecond=0)
        online = {
            "interview_type": "ONLINE",
            "interviewer_email": self.words["interviewer"],
            "starts_at": f"{later:%Y-%m-%dT%H:%M:%SZ}",
            "duration_minutes": 30,
        }
        interview_id = self.recruiter.interview(job_id, candidate_id, **online)
        shown = self.recruiter.made("GET", f"/interviews/{interview_id}")
        self.secrets["room"], self.secrets["candidate's room"] = shown["room_id"], shown["candidate_room_id"]
        self.recruiter.link_of(interview_id)
        joined = {"room_id": self.secrets["room"], "as": "interviewer"}
        assert self.stack.api("POST", f"/interviews/{interview_id}/join", joined, token="").status == 200
        self.stack.visitor().get(shown["meeting_link"])
        self._enters_room(interview_id)
        place = {"interview_type": "OFFLINE", "location": self.words["location"]}
        offline = self.recruiter.interview(job_id, candidate_id, **place)
        self.recruiter.made("POST", f"/interviews/{offline}/cancel", {"reason": self.words["reason"]})

    def _enters_room(self, interview_id: str) -> None:
        room, visitor = f"{self.stack.portal_url}/room/{interview_id}", self.stack.visitor()

        def did(route: str, **body: Any) -> Any:
            sent = json.dumps(body).encode()
            answer = visitor.request("POST", f"{room}/{route}", sent, {"Content-Type": "application/json"})
            assert answer.status == 200, answer.text
            return answer.json

        ticket = did("ticket", room_id=self.secrets["room"], device=uuid4().hex[:12])["ticket"]
        self.secrets["room's ticket"] = ticket
        did("messages", ticket=ticket, messages=[{"action": "hello"}], arrived=[])
        did("papers", room_id=self.secrets["room"], notes={"In general": self.words["papers"]})

    def _mistypes(self) -> None:
        """Send wrong requests, which must not appear in a log either."""
        said, portal = self.words, self.stack.portal_url
        self.secrets["wrong token"] = f"grt_{uuid4().hex}"
        assert self.stack.api("GET", "/jobs", token=self.secrets["wrong token"]).status == 401
        assert self.recruiter.call("POST", "/jobs", f'{{"job_title": "{said["mistyped"]}'.encode()).status == 400
        assert self.recruiter.call("POST", "/candidates", {said["field"]: 1, "email": said["mistyped"]}).status == 400
        assert self.recruiter.call("GET", f"/candidates?q={said['query']}&limit={said['query']}").status == 400
        for path in (f"/{said['unknown']}", f"/jobs/{said['unknown']}", f"/interviews/{said['unknown']}/report"):
            assert self.recruiter.call("GET", path).status == 404
        for target in (f"/{said['unknown']}", f"/report/{said['unknown']}?signature={said['query']}"):
            assert self.stack.visitor().get(portal + target).status == 404
        assert self.stack.visitor().get(f"{portal}/ai/session", {"X-Session-Key": said["query"]}).status == 401

    def _bounces(self, interview_id: str) -> None:
        event = {
            "eventType": "Bounce",
            "bounce": {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "timestamp": "2026-11-27T09:00:00Z",
                "bouncedRecipients": [{"emailAddress": self.words["address"], "diagnosticCode": self.words["reason"]}],
            },
            "mail": {
                "timestamp": "2026-11-27T09:00:00Z",
                "messageId": "unknown",
                "destination": [self.words["address"]],
                "tags": {"org_id": ["org_x"], "interview_id": [interview_id], "version": ["1"]},
            },
        }
        topics = describe(self.stack.account, self.stack.stack.stack_name).of("AWS::SNS::Topic")
        self.stack.client("sns").publish(TopicArn=topics["MailEventsTopic"], Message=json.dumps(event))


def a_life(stack: RunningStack) -> Life:
    """The life of a new organisation."""
    policy = {
        "min_notice_minutes": 0,
        "room_opens_seconds_before": 86_400,
        "join_buffer_minutes": 1_440,
        "matching_enabled": True,
    }
    founded = stack.new_organisation("Canary", policy)
    return Life(stack, Recruiter(stack, founded.token), secrets={"first token": founded.token}).lived()


def _post(visitor: WebClient, url: str, **fields: str) -> HttpAnswer:
    return visitor.request("POST", url, urlencode(fields).encode(), FORM)


def _hidden(page: HttpAnswer, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found, (name, page.text[:500])
    return unescape(found[1])
