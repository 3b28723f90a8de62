from datetime import timedelta

import pytest
from django.test import Client

from lianfang.domains.accounts import commands, jobs
from lianfang.domains.accounts.errors import TooManyTries, WrongCode
from lianfang.domains.accounts.models import Account, OutgoingMessage, PhoneCode
from lianfang.domains.accounts.tests.given import HERE, a_citizen, is_signed_in, machine_now, secret_on, text_of
from lianfang.domains.audit.models import Row
from lianfang.domains.work.models import Item
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import read_phone
from tests.given import NOON

pytestmark = pytest.mark.django_db

PHONE = "13800000000"


def ask(phone: str = PHONE, *, now=None, address: Personal[str] = HERE) -> Personal[str]:
    return commands.ask_for_code(phone=read_phone(phone), address=address, language="zh", now=now or machine_now())


def use(code: str | Personal[str], phone: str = PHONE, *, now=None) -> Account:
    typed = code if isinstance(code, Personal) else Personal(code)
    return commands.use_code(phone=read_phone(phone), code=typed, at=NOON, now=now or machine_now())


def test_a_citizen_comes_in_with_a_phone_and_the_code_on_the_demonstrations_screen(stranger):
    stranger.post("/sign-in/phone/", {"phone": PHONE})
    code = secret_on(text_of(stranger.get("/sign-in/code/")))

    stranger.post("/sign-in/code/", {"code": code})

    assert is_signed_in(stranger)


def test_a_real_city_shows_no_code_on_its_screen(stranger, real_city):
    stranger.post("/sign-in/phone/", {"phone": PHONE})

    assert 'class="secret"' not in text_of(stranger.get("/sign-in/code/"))


def test_a_known_and_an_unknown_phone_get_the_same_answers():
    a_citizen(PHONE)

    def answers(phone: str) -> list[str]:
        browser = Client()
        asked = browser.post("/sign-in/phone/", {"phone": phone})
        page = text_of(browser.get("/sign-in/code/")).replace(phone[-4:], "…")
        page = page.replace(secret_on(page), "…")
        wrong = text_of(browser.post("/sign-in/code/", {"code": "0"}))
        return [str(asked.status_code), asked.url, page.split("<main")[1].split("csrf")[0], wrong.split("<main")[1]]

    assert answers(PHONE) == answers("13900000001")


def test_a_code_counts_once_five_minutes_and_five_tries():
    first = ask()
    assert use(first).kind == "citizen"
    with pytest.raises(WrongCode):
        use(first)

    late = ask()
    with pytest.raises(WrongCode):
        use(late, now=machine_now() + timedelta(minutes=5, seconds=1))

    tried = ask()
    for _ in range(5):
        with pytest.raises(WrongCode):
            use("x")
    with pytest.raises(WrongCode):
        use(tried)


def test_a_new_code_makes_the_one_before_void():
    old = ask()
    ask()

    with pytest.raises(WrongCode):
        use(old)


def test_asking_and_trying_again_and_again_is_stopped():
    for _ in range(5):
        ask()
    with pytest.raises(TooManyTries):
        ask()
    for number in range(60):
        ask(f"139000{number:05}", address=Personal("203.0.113.9"))
    with pytest.raises(TooManyTries):
        ask("13900009999", address=Personal("203.0.113.9"))
    for _ in range(10):
        with pytest.raises(WrongCode):
            use("x")
    with pytest.raises(TooManyTries):
        use("x")


def test_safety_6_neither_phone_nor_code_stands_in_the_store_the_queue_or_the_log():
    code = ask()
    use(code)

    tables = (Account, PhoneCode, OutgoingMessage, Item, Row)
    kept = " ".join(str(list(table.objects.values())) for table in tables)
    assert "13800000000" not in kept
    assert code not in [Personal(word) for word in kept.replace("'", " ").split()]


def test_a_message_that_comes_too_late_is_not_sent():
    ask()
    message = OutgoingMessage.objects.get()

    commands.send_message(message.pk, through=None, now=machine_now() + timedelta(minutes=6))

    message.refresh_from_db()
    assert (message.sent_at, message.text_sealed) == (None, "")


def test_the_queue_knows_how_to_send_what_was_put_into_it():
    ask()
    piece = Item.objects.get(name="accounts.send_message").piece

    jobs.JOBS[0].run(piece, NOON)

    assert OutgoingMessage.objects.get().sent_at is not None


def test_what_counts_no_more_is_forgotten():
    ask()

    assert commands.attempts.forget_old(now=machine_now()) == 0
    assert commands.attempts.forget_old(now=machine_now() + timedelta(days=2)) > 0


def test_a_message_is_sent_once_by_the_queue_and_emptied_afterwards(monkeypatch):
    sent = []

    class Spy:
        def send(self, phone, text, *, once):
            sent.append((phone, text, once))

    ask()
    message = OutgoingMessage.objects.get()
    for _ in range(2):
        commands.send_message(message.pk, through=Spy(), now=machine_now())

    message.refresh_from_db()
    assert len(sent) == 1
    assert sent[0][0] == read_phone(PHONE)
    assert sent[0][2] == f"message-{message.pk}"
    assert (message.phone_sealed, message.text_sealed) == ("", "")
