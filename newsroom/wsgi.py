"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.changes import generation
from newsroom.partners import settling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
generation.hold()
settling.begin()
