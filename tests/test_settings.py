"""Settings: what is read, what wins, and what an error names."""

from datetime import date
from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.settings import load_settings, settings_files


def test_defaults_need_no_environment():
    settings = load_settings()
    assert (settings.home, settings.llm, settings.embedding_model, settings.passages) == (
        Path(".dateline"),
        "auto",
        "all-MiniLM-L6-v2",
        8,
    )


def test_a_variable_of_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("RAG_PASSAGES", "12")
    assert load_settings().passages == 12


def test_an_unknown_variable_is_named_with_the_nearest_known_one():
    with pytest.raises(ConfigError, match=r"RAG_PASAGES.*did you mean RAG_PASSAGES\?"):
        load_settings({"RAG_PASAGES": "3"})


def test_an_unknown_variable_that_resembles_nothing_lists_the_settings():
    with pytest.raises(ConfigError, match=r"RAG_XQZW.*RAG_HOME.*RAG_LLM"):
        load_settings({"RAG_XQZW": "3"})


def test_a_lower_case_variable_is_checked_too():
    with pytest.raises(ConfigError, match="rag_pasages"):
        load_settings({"rag_pasages": "3"})


def test_variables_of_other_programs_are_left_alone():
    assert load_settings({"PATH": "/bin", "RAGTIME": "Joplin", "DRAG_SPEED": "1"}).passages == 8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_PASSAGES", "many"),
        ("RAG_PASSAGES", "0"),
        ("RAG_PASSAGES", "51"),
        ("RAG_QUOTES", "2.5"),
        ("RAG_TODAY", "tomorrow"),
        ("RAG_TODAY", "2025-02-30"),
        ("RAG_LLM_TIMEOUT_SECONDS", "0"),
        ("RAG_MAX_FILE_MB", "-1"),
    ],
)
def test_an_unfit_value_is_named_with_its_setting(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=f"{name}.*{value}"):
        load_settings()


def test_two_unfit_values_are_both_named(monkeypatch):
    monkeypatch.setenv("RAG_PASSAGES", "many")
    monkeypatch.setenv("RAG_TODAY", "tomorrow")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "RAG_PASSAGES is 'many'" in str(error.value)
    assert "RAG_TODAY is 'tomorrow'" in str(error.value)


def test_an_error_is_one_line_without_pydantic_links(monkeypatch):
    monkeypatch.setenv("RAG_PASSAGES", "many")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "\n" not in str(error.value)
    assert "pydantic" not in str(error.value)


def own_file(text):
    """The `.env` of RAG_HOME."""
    Path(".dateline").mkdir()
    Path(".dateline", ".env").write_text(text)


def test_a_dotenv_file_is_read():
    own_file("RAG_QUOTES=7\nRAG_TODAY=2025-11-01\n")
    settings = load_settings()
    assert (settings.quotes, settings.day) == (7, date(2025, 11, 1))


def test_the_environment_wins_over_dotenv(monkeypatch):
    own_file("RAG_QUOTES=7\n")
    monkeypatch.setenv("RAG_QUOTES", "9")
    assert load_settings().quotes == 9


def test_an_override_wins_over_both(monkeypatch):
    own_file("RAG_QUOTES=7\n")
    monkeypatch.setenv("RAG_QUOTES", "9")
    assert load_settings(quotes=3).quotes == 3


def test_an_override_of_none_is_left_out(monkeypatch):
    monkeypatch.setenv("RAG_LLM", "quotes")
    assert load_settings(llm=None).llm == "quotes"


def test_an_unknown_name_in_dotenv_is_named_with_its_file():
    own_file("RAG_QUTES=7\n")
    with pytest.raises(
        ConfigError, match=r"RAG_QUTES in \.dateline/\.env; did you mean RAG_QUOTES\?"
    ):
        load_settings()


def test_unknown_and_unfit_in_dotenv_are_both_named():
    own_file("RAG_QUTES=7\nRAG_PASSAGES=many\n")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "RAG_QUTES" in str(error.value)
    assert "RAG_PASSAGES is 'many'" in str(error.value)


def test_a_key_is_hidden_wherever_settings_are_printed(monkeypatch):
    monkeypatch.setenv("RAG_LLM_API_KEY", "sk-secret-value")
    settings = load_settings()
    assert "sk-secret-value" not in f"{settings!r}{settings}{settings.model_dump()}"
    assert settings.llm_api_key.get_secret_value() == "sk-secret-value"


def test_today_is_the_clock_unless_set():
    assert load_settings().day == date.today()
    assert load_settings(today="2024-02-29").day == date(2024, 2, 29)


def test_settings_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        load_settings().quotes = 5


# -- which file is obeyed --------------------------------------------------------------------------


def test_a_dotenv_of_the_working_folder_is_passed_over():
    Path(".env").write_text("RAG_LLM=http://evil.example/v1#m\nRAG_ALLOWED_HOSTS=intranet\n")
    settings = load_settings()
    assert (settings.llm, settings.allowed_hosts) == ("auto", "")
    assert settings_files() == (None, Path(".env").resolve())


def test_a_dotenv_of_another_program_is_not_worth_a_word():
    Path(".env").write_text("OPENAI_API_KEY=sk-1\n")
    assert settings_files() == (None, None)


def test_the_file_of_the_home_that_is_given_is_read(tmp_path):
    home = tmp_path / "elsewhere"
    home.mkdir()
    (home / ".env").write_text("RAG_QUOTES=7\n")
    assert (load_settings().quotes, load_settings(home=home).quotes) == (3, 7)


def test_a_file_that_is_named_is_read_in_place_of_the_homes(tmp_path, monkeypatch):
    own_file("RAG_QUOTES=7\nRAG_PASSAGES=9\n")
    (tmp_path / "mine.env").write_text("RAG_QUOTES=5\n")
    monkeypatch.setenv("RAG_ENV_FILE", str(tmp_path / "mine.env"))
    assert (load_settings().quotes, load_settings().passages) == (5, 8)


def test_a_file_that_is_named_and_missing_is_an_error(monkeypatch):
    monkeypatch.setenv("RAG_ENV_FILE", "nowhere.env")
    with pytest.raises(ConfigError, match=r"no file nowhere\.env"):
        load_settings()


# -- to whom a key is sent -------------------------------------------------------------------------


def test_a_key_goes_to_the_server_beside_it(monkeypatch):
    monkeypatch.setenv("RAG_LLM", "https://server.example/v1#a")
    monkeypatch.setenv("RAG_LLM_API_KEY", "k-1")
    assert load_settings().sent_key == "k-1"
    assert load_settings(llm="https://server.example/v1#other").sent_key == "k-1"


@pytest.mark.parametrize(
    "other",
    [
        "https://evil.example/v1#a",
        "http://server.example/v1#a",
        "https://server.example:8443/v1#a",
        "https://server.example@evil.example/v1#a",
    ],
)
def test_a_key_goes_to_no_other_server(monkeypatch, other):
    monkeypatch.setenv("RAG_LLM", "https://server.example/v1#a")
    monkeypatch.setenv("RAG_LLM_API_KEY", "k-1")
    assert load_settings(llm=other).sent_key is None


def test_a_key_in_the_file_is_not_sent_where_the_environment_leads(monkeypatch):
    own_file("RAG_LLM=https://server.example/v1#a\nRAG_LLM_API_KEY=k-1\n")
    monkeypatch.setenv("RAG_LLM", "https://evil.example/v1#a")
    assert load_settings().sent_key is None


def test_a_key_in_the_environment_is_for_the_server_in_the_file(monkeypatch):
    own_file("RAG_LLM=https://server.example/v1#a\n")
    monkeypatch.setenv("RAG_LLM_API_KEY", "k-1")
    assert load_settings().sent_key == "k-1"
    assert load_settings(llm="https://evil.example/v1#a").sent_key is None


def test_a_key_without_a_server_is_for_the_one_that_is_named(monkeypatch):
    monkeypatch.setenv("RAG_LLM_API_KEY", "k-1")
    assert load_settings(llm="https://server.example/v1#a").sent_key == "k-1"


def test_a_key_that_is_given_with_a_server_is_its_own(monkeypatch):
    monkeypatch.setenv("RAG_LLM", "https://server.example/v1#a")
    given = load_settings(llm="https://mine.example/v1#a", llm_api_key="k-2")
    assert given.sent_key == "k-2"


def test_the_password_in_an_address_is_not_repeated_by_an_error(monkeypatch):
    monkeypatch.setenv("RAG_PASSAGES", "https://ann:secret@server.example/v1")
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert "secret" not in str(error.value)
