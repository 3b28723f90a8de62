"""What the edge refuses. The Chinese of each is in `saying`."""

from lianfang.kernel.refusals import Refusal


class TokenNotKnown(Refusal):
    code = "token-not-known"
    says = "This sign-in is not known here, has run out or was taken back."
    remedy = "Sign in again; without a phone, ask at your community or call 12345."
    status = 401


class TooManyQuestions(Refusal):
    code = "too-many-questions"
    says = "This sign-in or network asks too often."
    remedy = "The code you have stays good; ask again in a minute."
    status = 429


class EdgeBusy(Refusal):
    code = "edge-busy"
    says = "Very many people are asking at this moment."
    remedy = "The code you have stays good until its own end; it is tried again in a few seconds."
    status = 503


class SnapshotTooOld(Refusal):
    code = "snapshot-too-old"
    says = "The decisions here are too old to sign a new code."
    remedy = (
        "The code you have stays good until its own end. A paper code, a community or 12345 help without this page."
    )
    status = 503


class DecidedAnew(Refusal):
    code = "decided-anew"
    says = "Your decision has just ended and the next one is being made."
    remedy = "Ask again in a few seconds."
    status = 503


class NotPublishedYet(Refusal):
    code = "not-published-yet"
    says = "This list has not been published yet."
    remedy = "Ask the operator; for the trust list: lianfang keys trust-list sign."
    status = 404


class NoSuchDoor(Refusal):
    code = "no-such-door"
    says = "There is nothing at this address."
    remedy = "All addresses are in /v1/openapi.json."
    status = 404


class DoorOpensOtherwise(Refusal):
    code = "door-opens-otherwise"
    says = "This address does not take that method."
    remedy = "The header Allow says which it takes."
    status = 405


class BodyNotUnderstood(Refusal):
    code = "body-not-understood"
    says = "What was sent is not the JSON this address takes, or it is too long or came too slowly."
    remedy = "Send what /v1/openapi.json describes, in one piece, at most 8 KiB."
    status = 400


class DoneElsewhere(Refusal):
    code = "done-elsewhere"
    says = "This is not done here, but on the platform's pages, at a community or service desk, or by calling 12345."
    remedy = "Go there; this address only reads."
    status = 501


class NotForYou(Refusal):
    code = "only-for-operators"
    says = "This address answers only the machines that watch over it."
    remedy = "Ask from the machine itself, or through the network the operator named."
    status = 403


class EdgeNotReady(Refusal):
    code = "edge-not-ready"
    says = "The edge cannot start: {why}."
    remedy = "{remedy}"
    status = 503
