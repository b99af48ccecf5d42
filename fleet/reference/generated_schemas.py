"""The generated file of the command `schema`: the published JSON schema of tenant files."""

from fleet.reference.generated import Generated
from fleet.reference.schema import SCHEMA_FILE, tenant_schema

SCHEMA = Generated(SCHEMA_FILE, "python -m fleet schema", tenant_schema, "schema")
