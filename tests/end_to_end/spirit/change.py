"""Change one thread as people do: a new reply, an edit that turns hostile, a removal. Prints what was done to which id.

FORUM_DATABASE=forum.sqlite3 python change.py
"""

from __future__ import annotations

from datetime import timedelta

from fill import edit, remove, write_reply
from spirit.comment.models import Comment
from spirit.topic.models import Topic

TITLE = "The expo in Milan"
ADDED = "A late yes from me, with *one* very small kettle."
EDITED = "I am, with two crates of lids, and everybody who laughs at them is a stupid idiot."


def main() -> None:
    """Add, edit and remove."""
    topic = Topic.objects.get(title=TITLE)
    posts = list(Comment.objects.filter(topic=topic, action=Comment.COMMENT).order_by("date"))
    edited, removed = posts[1], posts[-1]
    later = posts[-1].date + timedelta(days=1)
    added = write_reply(topic, "Lantern+Keel", ADDED, later)
    edit(edited, EDITED, later)
    remove(removed)
    print(f"thread={topic.pk}\nadded={added.pk}\nedited={edited.pk}\nremoved={removed.pk}")


if __name__ == "__main__":
    main()
