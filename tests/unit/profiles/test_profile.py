"""A profile from a résumé's text: what is in it stands there, and nothing is guessed."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.models.profile import Found, Profile, ProfileEdits, SectionKind
from greenroom.profiles.editing import edited_fields, with_edits
from greenroom.profiles.profile import profile_of
from greenroom.resumes.limits import MAX_CHARACTERS

TODAY = date(2026, 11, 28)
RESUME = """Asha Raman
Senior Backend Engineer
asha.raman@example.com | +91 98450 12345 | https://github.com/asharaman
Bengaluru, India

Summary
Backend engineer with nine years of Python.

Work Experience
Senior Backend Engineer, Acme Payments GmbH    Jan 2021 - present
• Built services with Python, Django and PostgreSQL.
• Moved 40 jobs to Kubernetes.
Globex Corporation
Backend Engineer
2016 – 2020
• Wrote Java and Kafka consumers.
03/2014 - 12/2015 Junior Developer
Initech Ltd, Pune
- Fixed bugs in PHP.

Education
B.Tech Computer Science, IIT Madras, 2014

Skills: Python, Docker, Terraform

Languages
English (fluent), Hindi - native, Deutsch B1

Interests
Django Reinhardt, long walks
"""


@pytest.fixture(scope="module")
def profile() -> Profile:
    return profile_of(RESUME, TODAY)


def all_found(profile: Profile) -> Iterator[Found]:
    yield from ([profile.name] if profile.name else [])
    yield from (*profile.emails, *profile.phones, *profile.links, *profile.education)
    for job in profile.jobs:
        yield from (*job.titles, *([job.dates] if job.dates else []))
    for skill in profile.skills:
        yield from skill.found
    for language in profile.languages:
        yield from (found for found in (language.found, language.level) if found)


def values(found: tuple[Found, ...]) -> list[str]:
    return [one.value for one in found]


def test_the_profile_gives_name_email_phone_and_links(profile: Profile) -> None:
    assert profile.name is not None
    assert profile.name.value == "Asha Raman"
    assert values(profile.emails) == ["asha.raman@example.com"]
    assert values(profile.phones) == ["+91 98450 12345"]
    assert values(profile.links) == ["https://github.com/asharaman"]


def test_each_job_has_its_dates_and_what_names_it(profile: Profile) -> None:
    assert [(values(job.titles), job.starts, job.ends) for job in profile.jobs] == [
        (["Senior Backend Engineer, Acme Payments GmbH"], "2021-01", None),
        (["Globex Corporation", "Backend Engineer"], "2016", "2020"),
        (["Junior Developer", "Initech Ltd, Pune"], "2014-03", "2015-12"),
    ]
    texts = [RESUME[job.start : job.end] for job in profile.jobs]
    assert [text.splitlines()[-1] for text in texts] == [
        "• Moved 40 jobs to Kubernetes.",
        "• Wrote Java and Kafka consumers.",
        "- Fixed bugs in PHP.",
    ]


def test_skills_stand_where_they_are_named_and_a_name_or_a_hobby_is_none(profile: Profile) -> None:
    named = {one.skill: one.found for one in profile.skills}

    assert {"Python", "Django", "PostgreSQL", "Kubernetes", "Java", "Kafka", "PHP", "Docker", "Terraform"} <= set(named)
    assert [len(named[skill]) for skill in ("Python", "Django")] == [3, 1]


def test_education_and_languages(profile: Profile) -> None:
    assert values(profile.education) == ["B.Tech Computer Science, IIT Madras, 2014"]
    assert [(one.language, one.level and one.level.value) for one in profile.languages] == [
        ("English", "fluent"),
        ("Hindi", "native"),
        ("German", "B1"),
    ]


def test_sections_cover_the_text_in_their_order(profile: Profile) -> None:
    kinds = [section.kind for section in profile.sections]

    assert kinds == [
        SectionKind.OPENING,
        SectionKind.OTHER,
        SectionKind.WORK,
        SectionKind.EDUCATION,
        SectionKind.SKILLS,
        SectionKind.LANGUAGES,
        SectionKind.PERSONAL,
    ]
    assert profile.sections[0].start == 0
    assert [section.end for section in profile.sections[:-1]] == [section.start for section in profile.sections[1:]]
    assert profile.sections[-1].end == len(RESUME)


def test_everything_stands_where_it_is_said_to_stand(profile: Profile) -> None:
    found = list(all_found(profile))

    assert len(found) > 25
    assert [RESUME[one.start : one.end] for one in found] == [one.value for one in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("JANE DOE\nBarista", "JANE DOE"),
        ("Curriculum Vitae\nJürgen Müller-Weiß\nKöln", "Jürgen Müller-Weiß"),
        ("Name: Jane A. Doe\nBarista", "Jane A. Doe"),
        ("Jane Doe | Berlin | jane@example.com", "Jane Doe"),
        ("Dr. Seán O'Brien, PhD\n", "Dr. Seán O'Brien"),
        ("山田 太郎\n東京", "山田 太郎"),
        ("Vincent van Gogh\nPainter", "Vincent van Gogh"),
        ("Senior Software Engineer\nin Berlin, ten years of it", None),
        ("jane@example.com\n+49 30 1234567", None),
        ("I am a barista with two years of experience.", None),
        ("Work Experience\nBarista", None),
        ("", None),
    ],
)
def test_a_name_is_a_line_that_is_nothing_else(text: str, name: str | None) -> None:
    found = profile_of(text, TODAY).name

    assert (found.value if found else None) == name


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("Call +49 (0)30 1234-567 or 0170/1234567", ["+49 (0)30 1234-567", "0170/1234567"]),
        ("2016 - 2020, 03/2014 - 12/2015, 2019-2024", []),
        ("https://example.com/123456789 and order 12", []),
    ],
)
def test_dates_are_no_telephone_numbers(text: str, phones: list[str]) -> None:
    assert values(profile_of(text, TODAY).phones) == phones


def test_programming_languages_are_no_languages() -> None:
    text = "Jane Doe\n\nProgramming Languages\nGo, Basic, Java\n\nLanguages: French C1, Basic Spanish"

    assert [one.language for one in profile_of(text, TODAY).languages] == ["French", "Spanish"]


@pytest.mark.parametrize("heading", ["Languages and more", "LANGUAGES", "Sprachen", "Foreign languages:", "Langues"])
def test_languages_stand_below_their_heading(heading: str) -> None:
    found = profile_of(f"Jane Doe\n\n{heading}\nEnglish (fluent), Tamil (mother tongue)", TODAY).languages

    assert [(one.language, one.level and one.level.value) for one in found] == [
        ("English", "fluent"),
        ("Tamil", "mother tongue"),
    ]


@given(st.text(st.sampled_from("aB1 \n•-–|,:@.+/()é日ש") | st.characters(), max_size=400))
def test_nothing_is_in_a_profile_that_does_not_stand_in_the_text(text: str) -> None:
    profile = profile_of(text, TODAY)

    assert all(text[one.start : one.end] == one.value for one in all_found(profile))
    assert profile == profile_of(text, TODAY)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "-",
        ".",
        "a.",
        "a@",
        "1 ",
        "1-",
        "(",
        "+1",
        "Python, ",
        "Skills: a\n",
        "2019 - 2020\n",
        "A b\n",
        "www.",
        "'",
        "ד ",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    known = profile_of("Skills\nPython", TODAY)
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    started = time.process_time()

    profile_of(text, TODAY)
    profile_of(f"Experience\n{text}", TODAY)

    assert time.process_time() - started < 5
    assert known.skills


def test_a_recruiters_entries_replace_the_values_from_the_resume(profile: Profile) -> None:
    edits = ProfileEdits.model_validate(
        {
            "name": "Asha R.",
            "skills": ["Python", "Public speaking"],
            "languages": [{"language": "Hindi", "level": "C2"}],
            "jobs": [{"titles": ["Backend Engineer"], "starts": "2016"}],
            "education": [],
        }
    )

    edited = with_edits(profile, edits, RESUME)

    assert edited.name == Found(value="Asha R.", start=None, end=None)
    assert [(one.skill, len(one.found)) for one in edited.skills] == [("Python", 3), ("Public speaking", 0)]
    assert edited.languages[0].found is not None
    assert edited.languages[0].found.start == RESUME.index("Hindi")
    assert edited.jobs[0].titles[0].start == RESUME.index("Backend Engineer")
    assert (edited.education, edited.emails) == ((), profile.emails)
    assert edited_fields(edits) == ["name", "jobs", "skills", "education", "languages"]


@pytest.mark.parametrize(
    ("dates", "starts", "ends"),
    [
        ("04/2018 – heute", "2018-04", None),
        ("04/2018 bis 05/2019", "2018-04", "2019-05"),
        ("2019 – actualidad", "2019", None),
        ("2016年 2019/03 - 至今", "2019-03", None),
        ("2018年4月 – 2019年12月", "2018-04", "2019-12"),
        ("2018 년 4 월 ~ 현재", "2018-04", None),
        ("2018.4 至 2019.10", "2018-04", "2019-10"),
        ("Jul '21 to Present", "2021-07", None),
        ("Jan '98 - Mar ’02", "1998-01", "2002-03"),
    ],
)
def test_dates_are_read_in_other_languages_and_with_short_years(dates: str, starts: str, ends: str | None) -> None:
    text = f"Asha Raman\n\nExperience\nDriver, Acme\n{dates}\n- Drove a lorry\n"

    [job] = profile_of(text, date(2026, 11, 29)).jobs

    assert (job.starts, job.ends) == (starts, ends)
