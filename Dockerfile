# The web service. `docker compose up` develops, `compose.prod.yaml` runs it for real.
#
# Everything in it is pinned: constraints/service.txt and constraints/build.txt are made from
# pyproject.toml by `make pin`, with the hash of every file. BASE may be any image with Python 3.11
# or newer and its venv module.
ARG BASE=docker.io/library/python:3.12-slim-bookworm

# hadolint ignore=DL3006
FROM ${BASE} AS base
ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /srv/inkling

# What the service needs, in an environment without pip.
FROM base AS packages
COPY constraints/service.txt constraints/
RUN python3 -m venv /opt/pip \
    && python3 -m venv --without-pip /opt/inkling \
    && /opt/pip/bin/pip --python /opt/inkling/bin/python install \
        --no-deps --require-hashes --only-binary :all: -r constraints/service.txt

# From the source tree, started anew with every change to it.
FROM packages AS development
ENV PATH=/opt/inkling/bin:$PATH
COPY nn_core nn_core
COPY web_api web_api
COPY assets assets
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["python", "-m", "web_api", "--host", "0.0.0.0"]
CMD ["--reload"]

FROM packages AS installed
COPY constraints/build.txt constraints/
RUN /opt/pip/bin/pip install \
        --no-deps --require-hashes --only-binary :all: -r constraints/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY nn_core nn_core
COPY desktop_app desktop_app
COPY web_api web_api
COPY assets assets
RUN /opt/pip/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/inkling . \
    && /opt/pip/bin/pip --python /opt/inkling/bin/python install --no-deps /tmp/inkling/*.whl

# The environment alone, on a root that may be read-only, as an ordinary user.
FROM base AS production
COPY --from=installed /opt/inkling /opt/inkling
ENV PATH=/opt/inkling/bin:$PATH
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health-check')"]
ENTRYPOINT ["python", "-m", "web_api", "--host", "0.0.0.0"]
