"""The JSON API: the use cases for programs, by tokens. Like the console, it holds no rule of its own.

``make_api`` joins it. ``guard`` lets nobody through a route that does not say whom it is for, ``problems`` says what
errors become, ``models`` and ``casework`` what is sent and answered. A module of ``routes`` has those of one concern.
"""
