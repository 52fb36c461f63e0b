"""Cleaning what a PDF calls text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.resumes.text import clean, has_words, is_clean

ANYTHING = st.text(st.characters())  # lone surrogates included


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mu\u0308ller", "Müller"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("half \ud83d of an emoji", "half of an emoji"),
        ("whole 😀", "whole 😀"),
        ("a\U000e0141\U000e0142\ufe0f b\u061c\u034f \ufff9c\ufffb \u3164d", "a b c d"),
        ("one\ttab  and   blanks \t mixed", "one\ttab and blanks\tmixed"),
        ("no\u00a0break\u2003em\u3000wide", "no break em wide"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("  edges  \n\n\n\n \n  apart  ", "edges\n\napart"),
        ("\uf0b7 bullet \ue000private", "• bullet private"),
        ("\uf095+49 30\uf0e0jane@example.com", "+49 30 jane@example.com"),
        ("Since \uf732\uf730\uf731\uf738, \uf761cme, ㍿サンプル", "Since 2018, acme, 株式会社サンプル"),
        ("김 민 지\n경 력\n姓\u3000名\n한국어 영 어", "김민지\n경력\n姓名\n한국어 영 어"),
        ("e\ufb03cient \ufb01nd", "efficient find"),
        ("soft\u00adhyphen zero\u200bwidth \u202eesrever\u202c", "softhyphen zerowidth esrever"),
        ("क्\u200dष हिन्दी", "क्\u200dष हिन्दी"),
        ("tag\U000e0041\U000e0042ged", "tagged"),
        ("", ""),
    ],
)
def test_text_comes_out_composed_visible_and_without_runs_of_blanks(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(ANYTHING)
def test_clean_text_is_clean_whatever_went_in(raw: str) -> None:
    text = clean(raw)

    assert is_clean(text)
    assert text == unicodedata.normalize("NFC", text)
    assert not any(run in text for run in ("  ", "\n\n\n", " \n", "\n "))
    text.encode("utf-8")


def test_each_character_there_is_comes_out_clean_or_not_at_all() -> None:
    plane_0_to_3 = map(chr, range(0x40000))  # all beyond but the tags and private use is unassigned

    assert [hex(ord(letter)) for letter in plane_0_to_3 if not is_clean(clean(letter))] == []


@pytest.mark.parametrize(
    "raw", [" " * 2_000_000, "\t " * 1_000_000, "\n" * 2_000_000, " \n" * 1_000_000, "\r" * 999_999]
)
def test_millions_of_blanks_are_collapsed_in_linear_time(raw: str) -> None:
    started = time.process_time()

    assert clean(raw + "end") == "end"
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("text", "words"), [("", False), ("• – ,\n\t", False), ("a", True), ("हिन्दी", True), ("7", True)]
)
def test_a_letter_or_a_digit_makes_words(text: str, words: bool) -> None:
    assert has_words(text) is words
