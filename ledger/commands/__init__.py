"""The commands: the only place with a clock, a screen and the handler of refusals."""
