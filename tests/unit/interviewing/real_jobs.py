"""Forty jobs as companies write them, from the file beside this module."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenroom.interviewing.job_family import JobText
from greenroom.interviewing.plan_brief import PlanBrief
from tests.unit.interviewing.builders import a_brief

RESUME = """Asha Rao
Experience
Northwind, 2019 to 2024
Worked in a team of six, trained new colleagues, wrote reports.
Projects
Harbour Light - a move of the whole department into a new building
Education
Pune University"""


@dataclass(frozen=True)
class RealJob:
    title: str
    description: str
    named: str
    """What the description names, by commas, in the words in which a question may take it up."""
    domain: str
    """The domain that the job gets first."""
    is_software: bool = False

    def brief(self, seed: int, **changes: Any) -> PlanBrief:
        """The job as it is stored where nobody chose a coding language, in one of many interviews."""
        fields: dict[str, Any] = {
            "interview_id": f"int_{seed:02d}",
            "job_title": self.title,
            "job_description": self.description,
            "domain": "",
            "coding_language": JobText(self.title, "", self.description).stored_language(None),
            "resume_text": RESUME,
            "duration_minutes": 45,
        }
        return a_brief(**(fields | changes))


REAL_JOBS = tuple(
    RealJob(**job) for job in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["job"]
)
