// A small module that writes its names in every way that has to be told apart: quoted, in flow collections, in comments, sentences, longer texts.

export const SPEC = "specs/Module-Spec-shop.yaml";
export const CODE = "api/shop.py";
export const CLIENT = "api/shop_env.ts";
export const TESTS = "tests/test_shop.py";
export const README = "docs/shop.md";

export const SHOP: Readonly<Record<string, string>> = {
  [SPEC]: `# 🛒 Writes shop.in and shop.out; shop.in.v2 is another module's.
schema_version: 3.0.0
module:
  id: shop
  name: Shop
  purpose: Takes events.
  kind: adapter
  repo:
    allowed_new_files: [${CODE}, ${CLIENT}, ${TESTS}, ${README}]
  interfaces:
    inbound:
      - { name: event, method: POST, route: "/shop/{order_id}/events", auth: none }
      - { name: health, method: GET, route: /shop/health, auth: none }
  packet_contract: { emits: ['shop.in', "shop.out", shop.parts] }
  environment:
    required: [SHOP_TOKEN, "SHOP_\\x55RL"]
    optional: [PORT]
  error_policy:
    categories:
      stale_event: { status: 409, action: reject }
      closed: { status: 410, action: reject }
  acceptance:
    required:
      - event_stored
      - { id: second, test: "${TESTS}::test_second_event_dropped[1]" }
      - stored_twice
      - never_tested
`,
  [CODE]: `# module_id: shop
"""Writes shop.in."""

import os

from fastapi import APIRouter, HTTPException

from packets import PacketEnvelopeIn

router = APIRouter(prefix="/shop")

IN = "shop.in"
INNER = "shop.inner"
LOG = "wrote shop.in"


@router.get("/health")
async def health() -> None:
    """Alive."""


@router.post("/{order_id}/events")
async def events(order_id: str) -> PacketEnvelopeIn:
    """Stores an event; 🛒 shop.in."""
    token = os.environ["SHOP_TOKEN"]
    if order_id == "shop.in" or token == INNER:
        raise HTTPException(status_code=409, detail="stale_event")
    part = "parts"
    other = PacketEnvelopeIn(packet_type=f"shop.{part}")
    return other or PacketEnvelopeIn(packet_type=IN) or PacketEnvelopeIn(packet_type="shop.out")  # shop.in
`,
  [CLIENT]: `// module_id: shop
const { SHOP_TOKEN, PORT: port } = process.env;

enum Level {
  PORT = "port",
}

export const settings = { token: SHOP_TOKEN, url: process.env.SHOP_TOKEN, port: process.env.PORT ?? port, level: Level.PORT };
`,
  [TESTS]: `# module_id: shop
import os


def test_event_stored(client):
    os.environ["SHOP_TOKEN"] = "x"
    response = client.post("/shop/1001/events?now=1")
    assert client.written[0].packet_type == "shop.in"
    assert response.status_code == 200


def test_second_event_dropped(client):
    test_event_stored(client)
    order = "7"
    assert client.post(f"/shop/{order}/events").json() == {"detail": "stale_event"}
    assert client.get("/shop/health").status_code == 200


class TestA:
    def test_stored_twice(self, client):
        assert client.get("/shop/health").status_code == 200


class TestB:
    def test_stored_twice(self, client):
        assert client.get("/shop/health").status_code == 204
`,
  [README]: `# Shop

Writes \`shop.in\` (never shop.in.v2, shop.inner) and shop.out. POST /shop/{order_id}/events stores, \`curl http://127.0.0.1:80/shop/health\` is alive,
/api/shop/health is not ours. SHOP_TOKEN is asked for; \`PORT\` is not, whatever a PORT is.
\`test_event_stored\` proves that event_stored holds; 409 is stale_event.
`,
};
