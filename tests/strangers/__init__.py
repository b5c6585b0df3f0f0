"""One module of builders for each context; see tenancy.py."""
