"""The relational store: models, migrations, and repositories that take and return plain items."""
