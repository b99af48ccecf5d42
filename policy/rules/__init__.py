"""One module per rule: functions over resources as plain data. They know neither Pulumi nor the program."""
