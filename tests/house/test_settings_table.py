"""Settings: the table of the code and the page of the guide agree; wrong values name the remedy."""

from pathlib import Path

import pytest

from upside.config import env
from upside.config.env import TABLE, BadSetting, read

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operate" / "settings.md"


def row(setting):
    default = f"`{setting.default}`" if setting.default else "–"
    return f"| `{setting.name}` | {default} | {setting.sentence} |"


def test_page_holds_the_row_of_every_setting_and_no_other():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `UPSIDE_")]

    assert rows == [row(setting) for setting in TABLE]


def test_only_the_settings_read_the_environment():
    readers = [
        str(file.relative_to(ROOT / "src"))
        for file in (ROOT / "src" / "upside").rglob("*.py")
        if "os.environ" in file.read_text() and "config" not in file.parts
    ]

    # these name Django's settings, or hand the environment on to their children
    assert sorted(readers) == ["upside/cli/main.py", "upside/cli/serve.py"]


def test_defaults_can_be_read():
    values = read({})

    assert set(values) == {setting.name for setting in TABLE}
    assert (values["UPSIDE_DEMO"], values["UPSIDE_THREADS"]) == (False, 4)
    assert values["UPSIDE_DATA_DIR"].is_absolute()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("UPSIDE_DEMO", "yes", True),
        ("UPSIDE_HOSTS", " a.example, ,b.example", ["a.example", "b.example"]),
        ("UPSIDE_BASE_URL", "https://up.example/", "https://up.example"),
        ("UPSIDE_BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("UPSIDE_SMTP_URL", "smtp+tls://u:p@mail.example:587", "smtp+tls://u:p@mail.example:587"),
        ("UPSIDE_SMTP_URL", "", ""),
        ("UPSIDE_DATABASE_URL", "sqlite:////data/u.db", "sqlite:////data/u.db"),
        ("UPSIDE_SECRET_KEY", "k" * 50, "k" * 50),
        ("UPSIDE_THREADS", "64", 64),
    ],
)
def test_right_values_are_taken(name, text, value):
    assert read({name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("UPSIDE_DEMO", "true", "write yes or no"),
        ("UPSIDE_THREADS", "0", "from 1 to 64"),
        ("UPSIDE_THREADS", "9" * 5_000, "from 1 to 64"),
        ("UPSIDE_THREADS", "²", "from 1 to 64"),
        ("UPSIDE_BASE_URL", "up.example", "https://upside.example.org"),
        ("UPSIDE_BASE_URL", "https://up.example/under/", "https://upside.example.org"),
        ("UPSIDE_BASE_URL", "https://up.example:x", "cannot be read"),
        ("UPSIDE_DATABASE_URL", "postgresql://h/d", "write sqlite:///FILE"),
        ("UPSIDE_SMTP_URL", "mail.example", "write smtp://HOST:PORT"),
        ("UPSIDE_SMTP_URL", "smtp://u:p@mail.example:0", "cannot be read"),
        ("UPSIDE_SECRET_KEY", "short", "50 characters or more"),
        ("UPSIDE_DATABSE_URL", "", "is no setting of Upside"),
    ],
)
def test_wrong_value_names_its_variable_and_the_remedy(name, text, remedy):
    with pytest.raises(BadSetting, match=name) as refusal:
        read({name: text})

    assert remedy in str(refusal.value)


@pytest.mark.parametrize("text", ["smtp://u:hush/hush@h", "smtp://u:hush@h:hush", "hush"])
def test_what_may_be_a_password_is_never_repeated(text):
    with pytest.raises(BadSetting) as refusal:
        read({"UPSIDE_SMTP_URL": text})

    assert "hush" not in str(refusal.value)


def test_other_variables_are_none_of_our_business():
    assert env.read({"PATH": "/bin"}) == env.read({})
