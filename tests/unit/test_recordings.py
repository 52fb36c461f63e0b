"""Keys of recordings fit one question of one interview."""

from greenroom.models.recording import is_recording_of, recording_key, recordings_folder

KEY = recording_key("org_1", "int_1", "q-1", "rec_1", "audio/webm")


def test_a_key_stands_under_its_interview_and_question() -> None:
    assert KEY == "answers/org_1/int_1/q-1/rec_1.webm"
    assert KEY.startswith(recordings_folder("org_1", "int_1"))
    assert is_recording_of(KEY, "org_1", "int_1", "q-1")


def test_no_other_key_fits() -> None:
    assert not is_recording_of(KEY, "org_2", "int_1", "q-1")
    assert not is_recording_of(KEY, "org_1", "int_2", "q-1")
    assert not is_recording_of(KEY, "org_1", "int_1", "q-2")
    assert not is_recording_of("answers/org_1/int_1/q-1/../../int_2/x.webm", "org_1", "int_1", "q-1")
    assert not is_recording_of("resumes/org_1/cand_1/res_1.pdf", "org_1", "int_1", "q-1")
    assert not is_recording_of(KEY + "x" * 300, "org_1", "int_1", "q-1")
