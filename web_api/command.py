"""`inkling serve`: run the web service."""

import argparse
import os
import tempfile
from dataclasses import replace

from nn_core.cli.command import Command
from nn_core.cli.extras import missing_extra
from nn_core.errors import ConfigError
from web_api.settings import Settings

__all__ = ["COMMAND"]

_SHUTDOWN_SECONDS = 10


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    parser.add_argument("--model", help="a bundled model's name or a .safetensors file")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default: 1)")
    parser.add_argument(
        "--keep-samples", metavar="DIR", help="keep every picture that is read, in this folder"
    )
    parser.add_argument(
        "--allow-origin",
        metavar="ORIGIN",
        action="append",
        help="another site whose pages may ask; may be repeated",
    )
    parser.add_argument("--reload", action="store_true", help="start anew when the code changes")
    parser.add_argument("--access-log", action="store_true", help="write a line for each request")


def _run(arguments: argparse.Namespace) -> int:
    try:
        import uvicorn

        from web_api.connection import Connection
    except ImportError as error:
        raise missing_extra("The web service", "web") from error
    if arguments.workers < 1 or not 0 <= arguments.port < 1 << 16:
        raise ConfigError("--workers starts at 1, and --port lies between 0 and 65535.")
    settings = _settings(arguments)
    _check(settings)
    # Worker processes build the application anew; the environment tells them how.
    os.environ.update(settings.to_environment())
    with tempfile.TemporaryDirectory(prefix="inkling-metrics-") as folder:
        if arguments.workers > 1:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        uvicorn.run(
            "web_api.app:create_app_from_environment",
            factory=True,
            http=Connection,
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            reload=arguments.reload,
            access_log=arguments.access_log,
            server_header=False,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
    return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = Settings.from_environment()
    if arguments.model is not None:
        settings = replace(settings, model=arguments.model)
    if arguments.keep_samples is not None:
        settings = replace(settings, keep_samples=arguments.keep_samples)
    if arguments.allow_origin is not None:
        settings = replace(settings, allowed_origins=tuple(arguments.allow_origin))
    return settings


def _check(settings: Settings) -> None:
    """Fail with one sentence here, not with a traceback in every worker, which starts anew."""
    from web_api.service import Service, load_recognizer

    Service(load_recognizer(settings), settings).stop()


COMMAND = Command(
    name="serve",
    summary="run the web service and its paint page",
    description=(
        "Serve the recogniser over HTTP: a page to draw on at /paint-screen, predictions at\n"
        "/predict, and /debug-image, /health-check, /metrics, /drift and /openapi.json.\n"
        "Limits are set by environment variables such as INKLING_WEB_BATCH."
    ),
    examples=(
        ("inkling serve", "then open http://127.0.0.1:8000/paint-screen"),
        ("inkling serve --host 0.0.0.0 --workers 4", "for other machines, with four processes"),
        ("inkling serve --keep-samples read/", "keep what people draw, to look at later"),
    ),
    configure=_configure,
    run=_run,
)
