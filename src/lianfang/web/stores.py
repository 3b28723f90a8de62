"""The operational store as Django reads it: an embedded SQLite file, or PostgreSQL by one setting."""

from urllib.parse import unquote, urlsplit

from lianfang.kernel.config import Config

KEPT_OPEN = 300  # seconds a connection to PostgreSQL is used again
SQLITE_FILE = "lianfang.sqlite3"


def store_of(config: Config) -> dict[str, object]:
    """Django's description of the store."""
    if config.database_url is None:
        return _embedded(config)
    address = urlsplit(config.database_url.get_secret_value())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname,
        "PORT": str(address.port or 5432),
        "CONN_MAX_AGE": KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "application_name": "lianfang"},
    }


def _embedded(config: Config) -> dict[str, object]:
    """WAL lets readers go on while one writes; a busy writer is waited for, not refused."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": config.data_dir.resolve() / SQLITE_FILE,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
