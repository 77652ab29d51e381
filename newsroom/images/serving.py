"""GET /media/pictures/<name>. In production a proxy in front may serve the same folder."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from newsroom.images.formats import BY_EXTENSION, FOLDER, NAME_PATTERN

# A name is never used for another file. Any site may show the picture, and opened by itself it
# can do nothing.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def picture_file(request: HttpRequest, name: str) -> FileResponse:
    match = re.fullmatch(NAME_PATTERN, name)
    if match is None:
        raise Http404
    try:
        file = default_storage.open(FOLDER + name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        file, content_type=BY_EXTENSION[match[1]].content_type, filename=name, headers=HEADERS
    )
