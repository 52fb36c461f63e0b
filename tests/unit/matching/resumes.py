"""Résumés and jobs for the tests of matching."""

from datetime import date

from greenroom.matching.scoring import Assessment, Matcher
from greenroom.models.requirement import Finding, Requirement, RequirementKind

CAME_ON = date(2026, 11, 28)

HEADER = """Ana Rao
1 MG Road, Pune 411001
ana.rao@example.com, +91 98765 43210
"""
WORK = """Experience
Backend Engineer, Acme, Jan 2022 - present
• Built order services in Django on AWS Lambda
• Tuned Postgres queries for a table of two billion rows
Support Engineer, Beta GmbH, 03/2019 - 12/2021
• Answered tickets of customers in three time zones
"""
EDUCATION = """Education
BSc Computer Science, University of Pune, 2012 - 2016, thesis on Haskell
"""
SKILLS = """Skills
Python, Docker, k8s, Git, Linux
"""
BODY = WORK + EDUCATION + SKILLS
RESUME = HEADER + BODY


def must(name: str) -> Requirement:
    return Requirement(requirement=name, kind=RequirementKind.MUST)


def nice(name: str) -> Requirement:
    return Requirement(requirement=name, kind=RequirementKind.NICE)


def years(name: str, count: int) -> Requirement:
    return Requirement(requirement=name, kind=RequirementKind.YEARS, years=count)


REQUIREMENTS = (years("Python", 4), must("PostgreSQL"), must("AWS"), must("Terraform"), nice("Kubernetes"), nice("Go"))


def matched(resume: str, *requirements: Requirement) -> Assessment:
    return Matcher(requirements or REQUIREMENTS).match(resume, CAME_ON)


def found(resume: str, requirement: Requirement) -> Finding:
    return matched(resume, requirement).findings[0]
