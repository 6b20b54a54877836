"""Pure decisions: values in, values out; no SQL, no screen, no clock."""
