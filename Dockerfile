# Three stages: the front end's bundle, the Python environment, and a small image that runs both as nobody special.

FROM node:24-bookworm-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim-bookworm AS python
RUN python -m venv /venv
COPY requirements/base.txt /build/base.txt
# Hashes are required: the image holds what was reviewed, or isn't built. Nothing is compiled.
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r /build/base.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin touchstone \
    && install -d -m 0700 -o touchstone -g touchstone /data
COPY --from=python /venv /venv
WORKDIR /app
COPY manage.py LICENSE ./
COPY config/ config/
COPY annotator/ annotator/
COPY agreement/ agreement/
COPY preferences/ preferences/
COPY --from=frontend /build/dist frontend/dist
# Byte code now: the files are not the running user's to write.
RUN /venv/bin/python -m compileall -q config annotator agreement preferences
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    TOUCHSTONE_DATA_DIR=/data
USER touchstone
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/api/v1/health/', headers={'Host': 'localhost', 'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "config.web_worker.EvenWorker", \
     "--threads", "8", "--preload", "--timeout", "60", "--graceful-timeout", "20", "--keep-alive", "30", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
