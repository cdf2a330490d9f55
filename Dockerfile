# The site with all it needs: one image for web, worker and migrations. docs/hosting.md tells how to run it.
FROM python:3.12-slim

# What WeasyPrint needs to write PDF; the same packages as scripts/packages.sh.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATA_DIR=/data WEB_ADDRESS=0.0.0.0:8000
WORKDIR /app
RUN useradd --system --create-home --uid 10001 omsrp && mkdir /data && chown omsrp /data

COPY requirements.lock .
RUN python -m pip install --no-cache-dir --no-input --require-hashes -r requirements.lock

COPY . .
RUN python scripts/compile_messages.py \
    && SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost python manage.py collectstatic --noinput --verbosity 0

USER omsrp
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "serve"]
