import pytest

from greenroom.matching.mentions import known_names, phrases_of
from greenroom.matching.skills import all_skills, groups, shown_by, skills_of
from greenroom.matching.tokens import tokens_of

NAMES = [(name, other) for name, skill in all_skills().items() for other in (name, *skill.also)]


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


def test_whatever_a_skill_implies_is_a_skill_and_not_itself() -> None:
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


def test_a_skill_shows_what_it_implies_through_others_too() -> None:
    assert {"Django", "Django REST framework", "PyTorch"} <= shown_by()["Python"]
    assert "Python" not in shown_by().get("Django", frozenset())
