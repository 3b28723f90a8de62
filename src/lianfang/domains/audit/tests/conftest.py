import pytest


@pytest.fixture(autouse=True)
def _heads_of_its_own(settings, tmp_path):
    """Every test signs its heads in a folder of its own: the store is emptied after it, the heads would stay."""
    folder = tmp_path / "heads"
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_heads": folder})
    folder.mkdir()
