import pytest

from greenroom.matching.mentions import known_names, phrases_of
from greenroom.matching.skills import all_skills, groups, shown_by, skills_of
from greenroom.matching.tokens import tokens_of

NAMES = [(name, other) for name, skill in all_skills().items() for other in (name, *skill.also, *skill.exact_also)]
FALSE_FRIENDS = """
    Drove for Swift Transport on the M6
    Swift response to callers
    Sent SWIFT messages by noon
    Painted hulls in the Rust Belt
    Rust removal and painting
    Prepared rooms for the Spring season
    Internship, Spring 2019
    Fall/Spring, both at Spring Gardens
    Fans of Oracle Park
    Excel at calm talk
    Steward at Excel London
    Gave my word, and kept it
    Word of mouth
    Access to the building
    Positive outlook and calm
    Teams of five
    Go to work on foot
    Pokémon Go steward in C++
    Vitamin C and C++
    Hepatitis C and C++
    Grade C, then C++
    C & A, C++
    R & D, C++
    Toys R Us, C++
    Ruby Tuesday, and Ruby jewellery
    Tasted Java coffee
    Darts and Dart player of the year
    Usher at La Scala
    React calmly
    Bootstrap a shop
    Slack season
    Sage green paint
    Kept a Snowflake Inn
    Changed each Spark plug
    Puppet theatre
    Tableau vivant
    Flew with SAS Airlines
    Scrum half
    Clerk of Tesco plc
    3rd sem
    At SOAP Street, with SOAP notes
    German shepherd and French polishing
    French citizen, Polish passport, Turkish bath
    Nail Polish
    Celery farm
    Ionic bonds and Angular momentum
    Maven Clinic, Vite Ltd
    Confluence of two rivers
    Unity Hospital, C++
    """
MEANT = """
    Swift, Rust and Ruby: Swift|Rust|Ruby
    Spring 5 and Spring: Spring|Spring
    Rust, transport of goods: Rust
    Kept charts in Excel, as asked: Excel
    Moved services to Go and Kubernetes: Go|Kubernetes
    C, C++ and a class: C|C++
    R and SQL: R|SQL
    Siemens PLC: PLC programming
    SWIFT and KOTLIN: Swift|Kotlin
    French and German lessons: French|German
    React, under Linux: React|Linux
    Stata and SPSS: Stata|SPSS
    """


def sentences_of(listed: str) -> list[str]:
    return [line.strip() for line in listed.strip().splitlines()]


def skills_in(text: str) -> list[str]:
    return [mention.skill for mention in known_names().mentions(tokens_of(text))]


def test_there_are_at_least_600_skills_of_all_domains() -> None:
    assert len(all_skills()) >= 600
    assert min(len(skills_of(group)) for group in groups()) >= 60


def test_no_skill_stands_in_two_files() -> None:
    assert sum(len(skills_of(group)) for group in groups()) == len(all_skills())


def test_no_name_belongs_to_two_skills() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for name, skill in all_skills().items():
        for phrase in phrases_of(name, skill):
            owners.setdefault(phrase.words, set()).add(name)
    assert {words: names for words, names in owners.items() if len(names) > 1} == {}


def test_every_implied_skill_is_a_known_skill_and_no_skill_implies_itself() -> None:
    skills = all_skills()
    assert [(name, other) for name in skills for other in skills[name].implies if other not in skills] == []
    assert [name for name, others in shown_by().items() if name in others] == []


def test_each_name_is_read_as_its_own_skill() -> None:
    beside = "MediTrackX, {}, Kubernetes"
    wrong = [(skill, name) for skill, name in NAMES if skills_in(beside.format(name)) != [skill, "Kubernetes"]]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I go to meetups and excel at golf", []),
        ("Go through AWS", ["AWS"]),
        ("services in Go and Python", ["Go", "Python"]),
        ("Vitamin C and R", []),
        ("C/C++, C# and .NET", ["C", "C++", "C#", ".NET"]),
        ("node.js, NodeJS, Node JS", ["Node.js"] * 3),
        ("I like Java.Script is another", ["Java"]),
        ("JavaScript", ["JavaScript"]),
        ("front-end work on AWS\nLambda", ["AWS Lambda"]),
        ("Wrote care plans and a care-plan", ["Care planning", "Care planning"]),
        ("please send it, react quickly", []),
        ("EXCEL and KAFKA", ["Excel", "Kafka"]),
        ("P&L and R&D", ["Financial statements"]),
    ],
)
def test_words_are_skills_only_where_they_mean_them(text: str, expected: list[str]) -> None:
    assert skills_in(text) == expected


@pytest.mark.parametrize("sentence", sentences_of(FALSE_FRIENDS))
def test_words_that_only_look_like_a_skill_are_evidence_of_none(sentence: str) -> None:
    assert set(skills_in(sentence)) <= {"C++"}


@pytest.mark.parametrize("sentence", sentences_of(MEANT))
def test_skills_stay_skills_beside_such_words(sentence: str) -> None:
    said, _, expected = sentence.rpartition(": ")
    assert skills_in(said) == expected.split("|")


def test_a_skill_shows_what_it_implies_through_others_too() -> None:
    assert {"Django", "Django REST framework", "PyTorch"} <= shown_by()["Python"]
    assert "Python" not in shown_by().get("Django", frozenset())
