"""The application that joins reading, screening and the store: settings, use cases, and the command line."""
