"""The API's routes, a module a concern."""

PREFIX = "/api/v1"
"""What the addresses of all routes begin with."""
