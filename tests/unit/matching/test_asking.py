from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.matching.asking import propose_requirements
from greenroom.matching.scoring import EXPERIENCE
from greenroom.models.requirement import MOST_REQUIREMENTS, RequirementKind

BACKEND = (
    "We look for a backend engineer.",
    "You have 4+ years of Python and know PostgreSQL well.",
    "You have shipped services on AWS.",
    "Kubernetes is a plus.",
    "Golang nice to have.",
)
NURSE = """City Hospital in Mumbai is looking for a caring nurse.

Requirements:
- Registered nurse with at least 2 years of experience in ICU
- Wound care and medication administration
- BLS certification required, ACLS preferred
- Experience with MediTrackX and Epic EHR

Nice to have:
- Hindi or Marathi

What we offer:
- Free yoga and Python courses
We are an equal opportunity employer regardless of gender: Christian, Muslim or Hindi speaker.
"""


def asked(description: str, title: str = "Colleague", company: str = "") -> dict[str, tuple[str, int | None]]:
    found = propose_requirements(title, description, company)
    return {one.requirement: (one.kind.value, one.years) for one in found}


def test_musts_years_and_nice_to_haves_are_told_apart() -> None:
    assert asked(" ".join(BACKEND)) == {
        "Python": ("YEARS", 4),
        "PostgreSQL": ("MUST", None),
        "AWS": ("MUST", None),
        "Kubernetes": ("NICE", None),
        "Go": ("NICE", None),
    }


def test_headings_say_what_is_nice_to_have_and_what_is_no_requirement() -> None:
    assert asked(NURSE, company="City Hospital") == {
        "Nursing": ("MUST", None),
        "Intensive care": ("YEARS", 2),
        "Wound care": ("MUST", None),
        "Medication administration": ("MUST", None),
        "Basic life support": ("MUST", None),
        "Epic EHR": ("MUST", None),
        "MediTrackX": ("MUST", None),
        "Advanced life support": ("NICE", None),
        "Hindi": ("NICE", None),
        "Marathi": ("NICE", None),
    }


@pytest.mark.parametrize("bullet", ["- ", "• ", "* ", ""])
def test_a_line_that_asks_for_an_unknown_name_is_no_heading(bullet: str) -> None:
    lines = ("Experience with ECMO", "Familiarity with the Zynthera pump", "Docker")

    found = asked("\n".join(["Nice to have", *(f"{bullet}{line}" for line in lines)]))

    assert found == {"ECMO": ("NICE", None), "Zynthera": ("NICE", None), "Docker": ("NICE", None)}


@pytest.mark.parametrize(
    "heading",
    ["Your Profile", "**What you bring**", "## Skills and Experience", "Experience with us", "— Requirements —"],
)
def test_a_heading_ends_what_is_nice_to_have(heading: str) -> None:
    assert asked(f"Nice to have\n- Docker\n{heading}\n- Django") == {"Docker": ("NICE", None), "Django": ("MUST", None)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Experience with Zephyrium, QuuxQL and Docker.", {"Zephyrium", "QuuxQL", "Docker"}),
        ("You know Adobe Foolight.", {"Adobe Foolight"}),
        ("Knowledge of XQ7 is required.", {"XQ7"}),
        ("Contact Maria Lopez in New York.", set()),
        ("Skills: an office in Bangalore, Experience in India.", set()),
        ("Acme is the leader of its market.", set()),
        ("Experience at Acme.", set()),
        ("Fluent in Klingon.", {"Klingon"}),
    ],
)
def test_unknown_names_become_requirements_where_the_text_asks_for_them(sentence: str, expected: set[str]) -> None:
    assert set(asked(sentence, company="Acme Corp")) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("5+ years of professional experience.", {EXPERIENCE: ("YEARS", 5)}),
        ("3-5 years of experience in sales.", {"Sales": ("YEARS", 3)}),
        ("Salesforce (2+ years), HubSpot a plus.", {"Salesforce": ("YEARS", 2), "HubSpot": ("NICE", None)}),
        ("Two years of warehouse experience.", {"Warehousing": ("YEARS", 2)}),
        ("Must be 18 years old.", {}),
        ("We have been in business for 20 years.", {}),
        ("Must have Tally and Excel; SAP is desirable.", {
            "Tally": ("MUST", None), "Excel": ("MUST", None), "SAP": ("NICE", None)
        }),
        ("Docker is not required.", {"Docker": ("NICE", None)}),
    ],
)  # fmt: skip
def test_years_and_weight_belong_to_their_own_words(sentence: str, expected: dict[str, tuple[str, int | None]]) -> None:
    assert asked(sentence) == expected


def test_each_proposal_quotes_the_job_word_for_word() -> None:
    found = propose_requirements("Staff nurse", NURSE, "City Hospital")
    assert found
    assert [one for one in found if (one.job_quote or "?") not in f"Staff nurse\n{NURSE}"] == []
    assert next(one.job_quote for one in found if one.requirement == "Epic EHR") == (
        "Experience with MediTrackX and Epic EHR"
    )


@given(st.permutations(BACKEND))
def test_the_order_of_sentences_changes_no_proposal(sentences: list[str]) -> None:
    assert propose_requirements("X", " ".join(sentences)) == propose_requirements("X", " ".join(BACKEND))


def test_a_title_in_capitals_names_only_what_is_known_or_looks_technical() -> None:
    assert set(asked("You build things.", title="Full Stack Wizard (Python, FooDB)")) == {"Python", "FooDB"}


def test_nothing_to_find_is_no_requirement() -> None:
    assert propose_requirements("Colleague", "Somebody nice who works here.") == ()


@given(st.text(max_size=600))
def test_any_text_makes_a_bounded_number_of_valid_requirements(text: str) -> None:
    found = propose_requirements(text[:50], text)
    assert len(found) <= MOST_REQUIREMENTS
    assert all((one.years is not None) == (one.kind is RequirementKind.YEARS) for one in found)


@pytest.mark.parametrize("words", ["c++", "you must use C++, ", "5 years of C++ "])
def test_a_sentence_of_twenty_thousand_characters_is_read_within_a_second(words: str) -> None:
    begun = process_time()
    propose_requirements("Engineer", words * (20_000 // len(words)))
    assert process_time() - begun < 1.0  # with each word counted anew for each skill it was 56 s
