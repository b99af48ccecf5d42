"""Environment variables for billing: the billing chart of 2025-04 and the metering of newer servers."""

from blueprint.catalog.server_settings.row import ServerSetting

_BILLING = "guide, Install ClearML Chart"
BILLING_ENABLED = ServerSetting(
    "CLEARML__billing__enabled",
    "billing.mode",
    "boolean",
    "Whether usage is sent to the billing chart.",
    _BILLING,
    fix="the guide's name ends in a colon, which makes it a different setting; newer clusters accept it silently",
)
BILLING_KAFKA_HOST = ServerSetting(
    "CLEARML__HOSTS__KAFKA__BILLING__HOST",
    "billing.release, billing.namespace",
    "list",
    "Address of the billing chart's Kafka.",
    _BILLING,
    derived=True,
)
BILLING_REDIS_HOST = ServerSetting(
    "CLEARML__HOSTS__REDIS__BILLING__HOST",
    "billing.release, billing.namespace",
    "text",
    "Address of the billing chart's Redis.",
    _BILLING,
    derived=True,
)
BILLING_REDIS_DATABASE = ServerSetting(
    "CLEARML__HOSTS__REDIS__BILLING__DB",
    "billing.redisDatabase",
    "whole",
    "Database number in the billing chart's Redis.",
    _BILLING,
)
BILLING_KAFKA_PROTOCOL = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__security_protocol",
    "billing.mode",
    "text",
    "Security protocol of the connection to the billing chart's Kafka: SASL_PLAINTEXT.",
    _BILLING,
    derived=True,
)
BILLING_KAFKA_MECHANISM = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_mechanism",
    "billing.mode",
    "text",
    "SASL mechanism that the billing chart's Kafka requires: SCRAM-SHA-512.",
    _BILLING,
    derived=True,
)
BILLING_KAFKA_USER = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_plain_username",
    "billing.kafkaUser",
    "text",
    "User name for the billing chart's Kafka.",
    _BILLING,
)
BILLING_KAFKA_PASSWORD = ServerSetting(
    "CLEARML__SECURE__KAFKA__BILLING__sasl_plain_password",
    "billingKafkaPassword",
    "secret",
    "Password for the billing chart's Kafka, as set in the chart archive.",
    _BILLING,
    fix="the guide prints the password; here it comes from a Secret and is quoted, so that digits stay a string",
)

_METERING = "metering, API Server Definitions"
METERING_TEMPLATES = ServerSetting(
    "CLEARML__services__custom_events__template_folder",
    "billing.metering.templateFolder",
    "text",
    "Folder of the event templates in the apiserver's container.",
    _METERING,
)
METERING_EVENT = ServerSetting(
    "CLEARML__services__custom_events__channels__usages__events__{event}",
    "billing.metering.events.<event>",
    "any",
    "Whether events of this kind are forwarded to the metering service; a string names another template file.",
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
