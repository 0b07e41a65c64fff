"""The application: routes, limits and documentation around one service."""

import gc
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Route
from threadpoolctl import threadpool_limits

from nn_core.digits import Recognizer
from web_api.answers import PredictionOfOne, Predictions, ProblemDetails
from web_api.gate import Gate
from web_api.openapi import NormalisationSteps, body_schema, problem_answers, switches
from web_api.problems import Problem, problem_response
from web_api.routes import drift, health, metrics, paint
from web_api.routes.debug_image import debug_image
from web_api.routes.predict import predict
from web_api.service import Service, load_recognizer
from web_api.settings import Settings

__all__ = ["create_app", "create_app_from_environment"]


def create_app(
    settings: Settings | None = None, *, recognizer: Recognizer | None = None
) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    settings
        How it runs; None takes the defaults.
    recognizer
        The network in use; None loads the one that the settings name.

    Raises
    ------
    ConfigError
        If the settings name no model, or a folder that cannot be made.
    ModelFileError
        If the model's file is damaged.
    """
    settings = settings or Settings()
    service = Service(recognizer or load_recognizer(settings), settings)
    app = FastAPI(
        title="Inkling",
        summary="Reads handwritten digits.",
        version=_version(),
        lifespan=_lifespan,
        # Their pages would be fetched from another host; /openapi.json says the same.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    _add_reading_routes(app, settings)
    for module in (paint, health, drift, metrics):
        app.include_router(module.router)
    paint.add_static_files(app)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _validation_problem)
    paths = ("/", "/paint-screen", "/predict", "/debug-image", "/health-check", "/drift")
    app.add_middleware(
        Gate,
        settings=settings,
        metrics=service.metrics,
        paths=frozenset({*paths, "/metrics", "/openapi.json"}),
    )
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["GET", "POST"]
        )
    _document_problems(app)
    return app


def create_app_from_environment() -> FastAPI:
    """Build the application from environment variables, as uvicorn's workers do."""
    return create_app(Settings.from_environment())


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    # One thread a worker: a second one stalls small products whenever the machine is busy.
    with threadpool_limits(1), _rare_garbage_collections():
        service.start()
        yield
        service.stop()


@contextmanager
def _rare_garbage_collections() -> Iterator[None]:
    """Look for garbage seldom, and never among what was there from the start.

    A request leaves hardly any circles behind, but a large JSON body makes so many lists that the
    usual thresholds spend four times its own parsing on looking through them.
    """
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, *thresholds[1:])
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def _add_reading_routes(app: FastAPI, settings: Settings) -> None:
    """Add the two routes that take bodies in many forms.

    Requests go to a plain route that stands first; FastAPI's own, behind it, is there for the
    documentation. Its solving of parameters would halve the number of predictions a second.
    """
    for path, endpoint, model, many in (
        ("/predict", predict, PredictionOfOne | Predictions, True),
        ("/debug-image", debug_image, NormalisationSteps, False),
    ):
        extra: dict[str, Any] = {"requestBody": body_schema(settings, many=many)}
        if many:
            extra["parameters"] = switches()
        app.router.routes.append(Route(path, endpoint, methods=["POST"]))
        app.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            response_model=model,
            responses=problem_answers(),
            openapi_extra=extra,
            tags=["reading"],
        )


def _document_problems(app: FastAPI) -> None:
    """Give OpenAPI the shape of the errors, which no route returns itself."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        document["components"]["schemas"]["ProblemDetails"] = ProblemDetails.model_json_schema()
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


async def _http_problem(_request: Request, error: Exception) -> Response:
    """Answer an unknown path or method."""
    if not isinstance(error, HTTPException):
        raise error
    details: Mapping[int, str] = {
        404: "There is nothing at this path; /openapi.json lists what there is.",
        405: "This path does not take this method; the Allow header says which it takes.",
    }
    detail = details.get(error.status_code, str(error.detail))
    return problem_response(Problem(error.status_code, detail, headers=error.headers))


async def _validation_problem(_request: Request, error: Exception) -> Response:
    return problem_response(Problem(422, f"The request is not what was expected: {error}."))


def _version() -> str:
    try:
        return version("inkling")
    except PackageNotFoundError:
        return "0"
