"""Board statistics told in sentences, as boards print them in many languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.items import BoardStatistics
from scraper.sentences import told_statistics

TOLD: dict[str, dict[str, Any]] = {
    "Total posts 111 • Total topics 13 • Total members 9 • Our newest member Lurker01": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Lurker01",
    },
    "In total there are 5 users online :: 1 registered, 0 hidden and 4 guests (active over the past 5 minutes)": {
        "online": 5, "online_members": 1, "online_guests": 4,
    },
    "Most users ever online was 50 on Sat Mar 02, 2024 8:15 pm": {
        "record_online": 50, "record_online_at": datetime(2024, 3, 2, 20, 15, tzinfo=UTC),
    },
    "The most users online at one time was 17 on 11-24-2026 at 08:11 PM": {
        "record_online": 17, "record_online_at": datetime(2026, 11, 24, 20, 11, tzinfo=UTC),
    },
    "111 Posts in 13 Topics by 9 Members. Latest Member: Lurker01": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Lurker01",
    },
    "Our members have made a total of 1,111 posts in 13 threads. We currently have 9 members registered. Please "
    "welcome our newest member, Lurker01": {
        "messages": 1111, "threads": 13, "members": 9, "latest_member": "Lurker01",
    },
    "1 Staff, 2 Members, 17 Guests.": {"online_members": 2, "online_guests": 17},
    "3 users active in the past 15 minutes (1 member, 0 of whom are invisible, and 2 guests).": {
        "online": 3, "online_members": 1, "online_guests": 2,
    },
    "Threads: 1,234, Posts: 5,678, Members: 90": {"threads": 1234, "messages": 5678, "members": 90},
    "Currently Active Users: 120 (20 members and 100 guests)": {
        "online": 120, "online_members": 20, "online_guests": 100,
    },
    "Total number of registered users: 90\nTotal number of topics: 13\nTotal number of posts: 111\n"
    "Newest registered user: Lurker01\nRegistered users online: 2\nGuests online: 5": {
        "members": 90, "threads": 13, "messages": 111, "latest_member": "Lurker01", "online_members": 2,
        "online_guests": 5,
    },
    "111 Beiträge in 13 Themen von 9 Mitgliedern. Neuestes Mitglied: Karl": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Karl",
    },
    "Beiträge insgesamt 1.234 • Themen insgesamt 56 • Mitglieder insgesamt 78 • Unser neuestes Mitglied: Karl": {
        "messages": 1234, "threads": 56, "members": 78, "latest_member": "Karl",
    },
    "Insgesamt sind 12 Besucher online :: 3 sichtbare Mitglieder, 0 unsichtbare Mitglieder und 9 Gäste": {
        "online": 12, "online_members": 3, "online_guests": 9,
    },
    "Der Besucherrekord liegt bei 304 Besuchern, die am Mi 15. Jan 2020, 21:03 gleichzeitig online waren.": {
        "record_online": 304, "record_online_at": datetime(2020, 1, 15, 21, 3, tzinfo=UTC),
    },
    "Total messages 1 234 • Total sujets 56 • Total membres 7 • Notre membre le plus récent est Zoé": {
        "messages": 1234, "threads": 56, "members": 7, "latest_member": "Zoé",
    },
    "Au total, il y a 12 utilisateurs en ligne :: 2 inscrits, 0 invisible et 10 invités": {
        "online": 12, "online_members": 2, "online_guests": 10,
    },
    "Mensajes totales 500 • Temas totales 40 • Usuarios totales 30 • Nuestro usuario más reciente es Pepe": {
        "messages": 500, "threads": 40, "members": 30, "latest_member": "Pepe",
    },
    "Totale messaggi 500 • Totale argomenti 40 • Totale iscritti 30 • Ultimo iscritto: Gino": {
        "messages": 500, "threads": 40, "members": 30, "latest_member": "Gino",
    },
    "Total de mensagens 500 • Total de tópicos 40 • Total de membros 30 • O membro mais recente é Rui": {
        "messages": 500, "threads": 40, "members": 30, "latest_member": "Rui",
    },
    "Totaal aantal berichten: 500 • Totaal aantal onderwerpen: 40 • Totaal aantal leden: 30 • Nieuwste lid: Jan": {
        "messages": 500, "threads": 40, "members": 30, "latest_member": "Jan",
    },
    "Liczba postów: 111 • Liczba tematów: 13 • Liczba użytkowników: 9 • Ostatnio zarejestrowany użytkownik: Jan": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Jan",
    },
    "Всего сообщений: 111 • тем: 13 • пользователей: 9 • Новый пользователь: Иван": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Иван",
    },
    "Toplam mesajlar 111 • Toplam başlıklar 13 • Toplam üyeler 9 • En yeni üye: Ali": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Ali",
    },
    "Viestejä yhteensä 111 • Aiheita yhteensä 13 • Käyttäjiä yhteensä 9 • Uusin jäsen: Aino": {
        "messages": 111, "threads": 13, "members": 9, "latest_member": "Aino",
    },
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOLD.items())
def test_what_sentences_tell(text: str, expected: dict[str, Any]) -> None:
    found = told_statistics(text.split("\n"))
    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.known == len(expected), "and nothing else"


@pytest.mark.parametrize(
    "text", ["", "We meet on the 4th at 7.", "Threads are sewn by 3 people.", "Copyright 2024", "newest member"]
)
def test_other_sentences_tell_nothing_of_the_board(text: str) -> None:
    found = told_statistics([text])
    assert found is None or found == BoardStatistics()


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    told_statistics(text.split("\n"))
