"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

# Models can be imported once the application is there.
from newsroom.changes import generation  # noqa: E402
from newsroom.partners import quotas, settling  # noqa: E402

generation.hold()
quotas.hold()
settling.begin()
