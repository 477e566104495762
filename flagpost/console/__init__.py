"""The review console: web pages over the use cases. It holds no rule of its own.

``make_app`` joins it. ``guard`` lets nobody through a route that does not say whom it is for; ``safety`` stands before
all of it. A module of ``pages`` has the routes of one concern, ``templates`` what they show.
"""
