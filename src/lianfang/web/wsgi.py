"""What the web server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402 — Django reads the settings' name first

application = get_wsgi_application()
