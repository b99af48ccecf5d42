"""The policy pack: rules that stop a preview, independent of the program. docs/policy.md."""
