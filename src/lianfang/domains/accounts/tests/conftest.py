import pytest
from django.test import Client


@pytest.fixture
def stranger(db: None) -> Client:
    """A browser nobody is signed in with."""
    return Client()


@pytest.fixture
def real_city(settings, tmp_path):
    """The settings of a city that is no demonstration."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"demonstration": False})
    return settings


@pytest.fixture
def city_hashers(settings):
    """How a city keeps passwords."""
    return list(settings.PASSWORD_HASHERS)


@pytest.fixture(autouse=True)
def _quick_passwords(settings, city_hashers):
    """Argon2 is slow on purpose; one test shows that it is what a city has."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
