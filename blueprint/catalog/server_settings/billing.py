"""Owns the environment settings of billing: the billing chart of 2025-04 and the metering of newer servers.

It must not hold a value.
"""

from blueprint.catalog.server_settings.row import ServerSetting

_BILLING = "guide, Install ClearML Chart"
BILLING_ENABLED = ServerSetting(
    "CLEARML__billing__enabled",
    "billing.mode",
    "boolean",
    "Whether usage is sent to the billing chart.",
    _BILLING,
    fix="the guide's name ends in a colon, which makes it another setting; newer clusters accept it in silence",
)
BILLING_KAFKA_HOST = ServerSetting(
    "CLEARML__HOSTS__KAFKA__BILLING__HOST",
    "billing.release, billing.namespace",
    "list",
    "Where the billing chart's Kafka is.",
    _BILLING,
    derived=True,
)
BILLING_REDIS_HOST = ServerSetting(
    "CLEARML__HOSTS__REDIS__BILLING__HOST",
    "billing.release, billing.namespace",
    "text",
    "Where the billing chart's Redis is.",
    _BILLING,
    derived=True,
)
BILLING_REDIS_DATABASE = ServerSetting(
    "CLEARML__HOSTS__REDIS__BILLING__DB",
    "billing.redisDatabase",
    "whole",
    "Database number there.",
    _BILLING,
)
BILLING_KAFKA_PROTOCOL = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__security_protocol",
    "billing.mode",
    "text",
    "How the server speaks to Kafka: SASL_PLAINTEXT, as the chart's Kafka does.",
    _BILLING,
    derived=True,
)
BILLING_KAFKA_MECHANISM = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_mechanism",
    "billing.mode",
    "text",
    "How it signs in there: SCRAM-SHA-512, as the chart's Kafka wants.",
    _BILLING,
    derived=True,
)
BILLING_KAFKA_USER = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_plain_username",
    "billing.kafkaUser",
    "text",
    "User of the chart's Kafka.",
    _BILLING,
)
BILLING_KAFKA_PASSWORD = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_plain_password",
    "billingKafkaPassword",
    "secret",
    "Its password; the archive's own.",
    _BILLING,
    fix="the guide prints the password; here it comes from a Secret, in quotes, so that one of digits stays a text",
)

_METERING = "metering, API Server Definitions"
METERING_TEMPLATES = ServerSetting(
    "CLEARML__services__custom_events__template_folder",
    "billing.metering.templateFolder",
    "text",
    "Folder of the templates in the apiserver's container.",
    _METERING,
)
METERING_EVENT = ServerSetting(
    "CLEARML__services__custom_events__channels__usages__events__{event}",
    "billing.metering.events.<event>",
    "any",
    "Whether events of this kind are forwarded to the metering service; a text names another template file.",
    _METERING,
)

ROWS = (
    BILLING_ENABLED,
    BILLING_KAFKA_HOST,
    BILLING_REDIS_HOST,
    BILLING_REDIS_DATABASE,
    BILLING_KAFKA_PROTOCOL,
    BILLING_KAFKA_MECHANISM,
    BILLING_KAFKA_USER,
    BILLING_KAFKA_PASSWORD,
    METERING_TEMPLATES,
    METERING_EVENT,
)
