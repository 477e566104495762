"""Write the forum of ``board.toml`` through Spirit's own models and forms, so that it renders, quotes and edits.

FORUM_DATABASE=forum.sqlite3 python fill.py
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - the models stand only after setup
from django.core.management import call_command  # noqa: E402
from spirit.admin.forms import BasicConfigForm  # noqa: E402
from spirit.category.models import Category  # noqa: E402
from spirit.comment.forms import CommentForm  # noqa: E402
from spirit.comment.history.models import CommentHistory  # noqa: E402
from spirit.comment.models import Comment  # noqa: E402
from spirit.comment.utils import comment_posted, post_comment_update, pre_comment_update  # noqa: E402
from spirit.core.utils.markdown import quotify  # noqa: E402
from spirit.topic.forms import TopicForm  # noqa: E402
from spirit.topic.models import Topic  # noqa: E402

User = get_user_model()
EDITED_AFTER = timedelta(minutes=30)


def write_reply(topic: Topic, author: str, words: str, at: datetime, *, answers: Comment | None = None) -> Comment:
    """Post into ``topic`` as Spirit's reply view does, at a moment of our own."""
    quote = quotify(answers.comment, answers.user.st.nickname) if answers else ""
    form = CommentForm(user=person(author), topic=topic, data={"comment": quote + words})
    if not form.is_valid():
        raise ValueError(f"Spirit refuses the post {words!r}: {form.errors}")
    comment = form.save()
    comment_posted(comment=comment, mentions=form.mentions)
    Comment.objects.filter(pk=comment.pk).update(date=at)
    Topic.objects.filter(pk=topic.pk).update(last_active=at)
    comment.refresh_from_db()
    return comment


def edit(comment: Comment, words: str, at: datetime) -> None:
    """Change a post as Spirit's update view does: the words before stay in its history."""
    pre_comment_update(comment=Comment.objects.get(pk=comment.pk))
    form = CommentForm(data={"comment": words}, instance=comment)
    if not form.is_valid():
        raise ValueError(f"Spirit refuses the edit {words!r}: {form.errors}")
    post_comment_update(comment=form.save())
    newest = CommentHistory.objects.filter(comment_fk=comment).order_by("-pk").first()
    CommentHistory.objects.filter(pk=newest.pk).update(date=at)


def remove(comment: Comment) -> None:
    """Remove a post as Spirit's delete view does: a note stays in its place."""
    Comment.objects.filter(pk=comment.pk).update(is_removed=True)


def person(nickname: str) -> Any:
    """The account of somebody by the name that the forum shows."""
    return User.objects.get(st__nickname=nickname)


def write_people(board: dict[str, Any]) -> None:
    """Create the accounts; Spirit lower-cases user names and shows nicknames."""
    for nickname in board["people"]:
        user = User.objects.create_user(nickname, f"user{User.objects.count()}@example.org", "kettle")
        user.first_name = board["full_names"].get(nickname, "")
        user.save()


def write_forums(board: dict[str, Any]) -> None:
    """Create the forums and the forums inside them."""
    for forum in board["forums"]:
        parent = Category.objects.create(title=forum["title"])
        for title in forum.get("subforums", ()):
            Category.objects.create(title=title, parent=parent)


def posts_of(thread: dict[str, Any], people: list[str]) -> Iterator[dict[str, Any]]:
    """The thread's posts as written down, then those that its log makes from parts."""
    yield from thread["posts"]
    log = thread.get("log", {"replies": 0})
    for number in range(log["replies"]):
        maker = log["makers"][number % len(log["makers"])]
        find = log["finds"][number % len(log["finds"])]
        yield {
            "author": people[number % len(people)],
            "after": log["every"],
            "words": f"Kettle {number + 1}, {maker}: {find}.",
            **({"answers": number} if number % 7 == 3 else {}),
        }


def write_thread(thread: dict[str, Any], people: list[str]) -> None:
    """Open a thread and write its posts, then pin and close it where asked."""
    at: datetime = thread["at"]
    forum = Category.objects.get(title=thread["forum"])
    form = TopicForm(user=person(thread["author"]), data={"title": thread["title"], "category": forum.pk})
    if not form.is_valid():
        raise ValueError(f"Spirit refuses the thread {thread['title']!r}: {form.errors}")
    topic = form.save()
    Topic.objects.filter(pk=topic.pk).update(date=at)
    written: list[Comment] = []
    for post in posts_of(thread, people):
        at += timedelta(minutes=post.get("after", 0))
        answers = written[post["answers"]] if "answers" in post else None
        written.append(
            write_reply(topic, post.get("author", thread["author"]), post["words"], at, answers=answers),
        )
        words = post["words"]
        for better in post.get("edits", ()):
            edit(written[-1], written[-1].comment.removesuffix(words) + better, at + EDITED_AFTER)
            words = better
        if post.get("removed"):
            remove(written[-1])
    for mark, action in (("pinned", Comment.PINNED), ("closed", Comment.CLOSED)):
        if thread.get(mark):
            at += timedelta(minutes=1)
            Topic.objects.filter(pk=topic.pk).update(**{f"is_{mark}": True})
            note = Comment.create_moderation_action(user=person(thread["author"]), topic=topic, action=action)
            Comment.objects.filter(pk=note.pk).update(date=at)


def main() -> None:
    """Make the tables and write the whole forum."""
    board = tomllib.loads((Path(__file__).parent / "board.toml").read_text(encoding="utf-8"))
    call_command("migrate", verbosity=0)
    config = BasicConfigForm(
        data={
            "site_name": board["name"],
            "site_description": board["description"],
            "comments_per_page": board["comments_per_page"],
            "topics_per_page": board["topics_per_page"],
        },
    )
    if not config.is_valid():
        raise ValueError(f"Spirit refuses the configuration: {config.errors}")
    config.save()
    write_people(board)
    write_forums(board)
    for thread in board["threads"]:
        write_thread(thread, board["people"])


if __name__ == "__main__":
    main()
