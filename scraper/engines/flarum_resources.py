"""The resources of a document of Flarum, which is JSON:API, and how they lead to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scraper.engines.shared.payload import entries, id_at, mapping, text_at

Resource = Mapping[str, Any]


def told(resource: Resource) -> Mapping[str, Any]:
    """What a resource says of itself."""
    return mapping(resource.get("attributes"))


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources of a document, by type and id."""

    known: dict[tuple[str | None, str | None], Resource]

    @classmethod
    def of(cls, listed: Any) -> Resources:
        """From a list of them."""
        return cls({(text_at(one, "type"), id_at(one, "id")): one for one in entries(listed)})

    def first(self, kind: str) -> Mapping[str, Any]:
        """What the only resource of a type says."""
        return next((told(one) for (its, _), one in self.known.items() if its == kind), {})

    def all(self, kind: str) -> Iterator[Resource]:
        """Every resource of a type."""
        return (one for (its, _), one in self.known.items() if its == kind)

    def many(self, resource: Resource, name: str) -> list[Resource]:
        """Those that a resource names in a relationship, as far as they are known."""
        keys = ((text_at(link, "type"), id_at(link, "id")) for link in links(resource, name))
        return [self.known[key] for key in keys if key in self.known]

    def one(self, resource: Resource, name: str) -> Resource:
        """The one that a resource names in a relationship."""
        return next(iter(self.many(resource, name)), {})


def id_of(resource: Resource) -> str | None:
    """A resource's id."""
    return id_at(resource, "id")


def links(resource: Resource, name: str) -> list[Mapping[str, Any]]:
    """What a relationship links to."""
    data = mapping(mapping(resource.get("relationships")).get(name)).get("data")
    return list(entries(data if isinstance(data, list) else [data]))
