"""The OpenAPI document of the edge: what each address takes and answers."""

from typing import Any

from lianfang.edge.saying import encoded

Schema = dict[str, Any]
CODE: Schema = {"type": "string", "description": "A signed code, docs/reference/signed-code.md."}
WORDS: Schema = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
}
REFUSAL: Schema = {
    "type": "object",
    "required": ["care", "refused", "says", "next_step"],
    "properties": {"care": WORDS, "refused": {"type": "string"}, "says": WORDS, "next_step": WORDS},
}
SIGN_IN: list[Schema] = [{"signIn": []}]


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _binary(kind: str) -> Schema:
    return {kind: {"schema": {"type": "string", "format": "binary"}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusals(*statuses: int) -> Schema:
    return {str(status): {"description": "Refused", "content": _json(_ref("Refusal"))} for status in statuses}


def _of_holder(summary: str, schema: str, *, kept: bool) -> Schema:
    answered = {"description": "Answered", "content": _json({"oneOf": [_ref(schema), _ref("NoRecord")]})}
    unchanged = {"304": {"description": "What the holder has is still the newest"}} if kept else {}
    return {
        "get": {
            "summary": summary,
            "security": SIGN_IN,
            "responses": {"200": answered, **unchanged, **_refusals(401, 429, 503)},
        }
    }


def _elsewhere(summary: str) -> Schema:
    see = {"description": "Done on the platform; nothing was taken here", "content": _json(_ref("Refusal"))}
    return {"post": {"summary": summary, "responses": {"303": see, **_refusals(501)}}}


def _public(summary: str, kind: str) -> Schema:
    answered = {"description": "Answered", "content": _binary(kind)}
    unchanged = {"description": "What the reader has is still the newest"}
    return {"get": {"summary": summary, "responses": {"200": answered, "304": unchanged, **_refusals(404)}}}


STANDING: Schema = {
    "care": WORDS,
    "answer": {"type": "string", "enum": ["standing", "code"]},
    "colour": {"type": "string", "enum": ["green", "yellow", "red"]},
    "entry": {"type": ["string", "null"], "enum": ["allowed", "conditional", "deferred", "refused", None]},
    "notices": {"type": "array", "items": {"type": "object"}},
    "rules": {"type": "array", "items": {"type": "object"}},
    "duty": {"type": ["object", "null"]},
    "unknown": {"type": "array", "items": {"type": "string"}},
    "until": {"type": ["string", "null"], "format": "date-time"},
    "release": {"type": "string"},
    "computed_at": {"type": "string", "format": "date-time"},
    "late": WORDS,
}
SCHEMAS: Schema = {
    "Refusal": REFUSAL,
    "Standing": {"type": "object", "required": ["answer", "colour", "computed_at"], "properties": STANDING},
    "Code": {
        "type": "object",
        "required": ["answer", "colour", "code", "issued", "fresh_until", "usable_until", "computed_at"],
        "properties": {
            **STANDING,
            "code": CODE,
            **{name: {"type": "integer"} for name in ("issued", "fresh_until", "usable_until")},
        },
    },
    "NoRecord": {
        "type": "object",
        "required": ["care", "answer", "says", "next_step"],
        "properties": {
            "care": WORDS,
            "answer": {"type": "string", "const": "no_record"},
            "says": WORDS,
            "next_step": WORDS,
            "where": {"type": ["string", "null"]},
        },
    },
    "Verdict": {
        "type": "object",
        "required": ["answer", "verdict", "may_be_used", "says", "status_checked"],
        "properties": {
            "care": WORDS,
            "answer": {"type": "string", "const": "verdict"},
            "verdict": {"type": "string"},
            "may_be_used": {"type": "boolean"},
            "says": WORDS,
            "status_checked": {"type": "boolean"},
        },
    },
    "Health": {"type": "object", "required": ["well", "age_seconds", "sequence"], "properties": {}},
}
VERIFY: Schema = {
    "post": {
        "summary": "Verify a code that somebody shows",
        "requestBody": {
            "required": True,
            "content": _json({"type": "object", "required": ["code"], "properties": {"code": CODE}}),
        },
        "responses": {
            "200": {"description": "The verdict", "content": _json(_ref("Verdict"))},
            **_refusals(400, 429, 503),
        },
    }
}
HEALTH: Schema = {
    "get": {
        "summary": "Whether to send people here",
        "responses": {
            str(status): {"description": said, "content": _json(_ref("Health"))}
            for status, said in ((200, "Well"), (503, "The decisions are too old"))
        },
    }
}
PATHS: Schema = {
    "/v1/declare-health": _elsewhere("Declare health (GB/T 38963: 用户健康信息申报)"),
    "/v1/declare-itinerary": _elsewhere("Declare an itinerary (用户行程申报)"),
    "/v1/query": _of_holder("What is decided for the holder (用户健康信息查询)", "Standing", kept=False),
    "/v1/apply": _elsewhere("Apply for a code (健康码调用申请)"),
    "/v1/make": _of_holder("The holder's signed code (健康码制码请求)", "Code", kept=True),
    "/v1/verify": VERIFY,
    "/v1/correct": _elsewhere("Correct what is recorded (用户健康信息纠错)"),
    "/v1/trust-list": _public("Keys that gates believe, signed by the root", "application/cwt"),
    "/v1/status/{number}": {
        "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}],
        **_public("Codes taken back, by period", "application/cwt"),
    },
    "/v1/bundle": _public("What a gate needs without a network, signed", "application/cose"),
    "/health": HEALTH,
}
DOCUMENT = encoded(
    {
        "openapi": "3.1.0",
        "info": {
            "title": "Lianfang edge",
            "version": "1",
            "description": "Reads codes. Operations bear the names of the seven interfaces of GB/T 38963-2020, whose "
            "payloads are not public: no conformance is claimed.",
        },
        "paths": PATHS,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"signIn": {"type": "http", "scheme": "bearer", "description": "Given at sign-in"}},
        },
    }
)
