import pytest


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch):
    """Speak English, whatever the language of the machine that runs the tests."""
    for name in ("LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def own_address(settings):
    """Give the address back that ``serve`` writes into this process."""
    settings.BASE_URL = settings.BASE_URL
