"""The console's routes, a module a concern."""
