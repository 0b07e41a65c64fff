"""The recogniser as a web service: a paint page, predictions, health, metrics and drift.

An optional extra (`pip install '.[web]'`); the desktop program imports none of it. Start from
`web_api.app.create_app` and `web_api.settings.Settings`: nothing is re-exported here, so that
`inkling --help` can name the `serve` command without importing a web framework.
"""
