"""What every estimate must say of itself, one question to a module."""
