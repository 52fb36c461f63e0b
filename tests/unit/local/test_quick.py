"""The choice of tests that `make quick` runs."""

from local.paths import ROOT
from local.quick import ALWAYS, affected_tests


def test_the_tests_that_import_a_changed_module_are_run() -> None:
    chosen = affected_tests([ROOT / "local" / "chosen_account.py"])
    assert "tests/functional/local/test_chosen_account.py" in chosen
    assert "tests/unit/test_clock.py" not in chosen


def test_a_module_of_the_layer_is_known_by_the_name_that_tests_import() -> None:
    assert "tests/unit/test_clock.py" in affected_tests([ROOT / "layers" / "common" / "greenroom" / "clock.py"])


def test_a_changed_test_is_run_and_a_changed_page_of_the_docs_is_read() -> None:
    changed = [ROOT / "tests" / "unit" / "local" / "test_quick.py", ROOT / "docs" / "operations.md"]
    assert affected_tests(changed) == [*ALWAYS, "tests/unit/local/test_quick.py"]
