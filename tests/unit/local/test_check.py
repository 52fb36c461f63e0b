"""`make check` audits all shipped packages, and fails if the audit gives no result."""

from local.check import checks, judged
from local.paths import ROOT


def test_the_packages_of_every_artefact_are_audited() -> None:
    [audit] = [check for check in checks() if check.name == "pip-audit"]
    found = [*ROOT.glob("layers/*/requirements.txt"), *ROOT.glob("functions/*/requirements.txt")]
    shipped = {str(path.relative_to(ROOT)) for path in found}

    assert len(shipped) == 5
    assert shipped <= set(audit.command())


def test_an_audit_that_found_something_fails_also_where_not_all_could_be_asked() -> None:
    found = "pypdf 7.1.0 PYSEC-2027-1\nsix  Dependency not found on PyPI and could not be audited: six (1.17.0)"

    assert not judged("pip-audit", 1, found, 0).passed


def test_an_audit_that_could_ask_nobody_passes_and_says_so() -> None:
    silent = "six  Dependency not found on PyPI and could not be audited: six (1.17.0)"

    for status, output in ((0, silent), (1, "requests.exceptions.ConnectionError: no route")):
        result = judged("pip-audit", status, output, 0)
        assert result.passed
        assert "out of reach" in result.name
    assert judged("pip-audit", 0, "No known vulnerabilities found", 0).name == "pip-audit"


def test_another_check_that_fails_fails() -> None:
    assert not judged("bandit", 1, "ConnectionError", 0).passed
