"""Environment variables for server settings without a typed key, addressed by path."""

from blueprint.catalog.server_settings.row import ServerSetting

EXTRA = ServerSetting(
    "CLEARML__{path}",
    "controlPlane.server.extra.<path>",
    "any",
    "Any other setting, such as services.custom_events.enabled.",
    "newest pages",
)
EXTRA_SECRET = ServerSetting(
    "CLEARML__{path}",
    "serverSecret-<name>, by controlPlane.server.extraSecrets.<path>",
    "secret",
    "Any other secret setting.",
    "newest pages",
)

ROWS = (EXTRA, EXTRA_SECRET)
