"""The generated files of the command `schema`: the published JSON schemas of tenant files and of stacks."""

from fleet.reference.generated import Generated
from fleet.reference.schema import SCHEMA_FILE, tenant_schema
from fleet.reference.stack_schema import STACK_SCHEMA_FILE, stack_schema

SCHEMAS = (
    Generated(SCHEMA_FILE, "python -m fleet schema", tenant_schema, "schema"),
    Generated(STACK_SCHEMA_FILE, "python -m fleet schema", stack_schema, "schema"),
)
