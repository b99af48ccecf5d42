"""Owns the command `schema`: the published JSON schema of tenant files, written or checked to be current."""

from fleet.generated import Generated
from fleet.reference.schema import SCHEMA_FILE, tenant_schema

SCHEMA = Generated(SCHEMA_FILE, "python -m fleet schema", tenant_schema, "a schema")
