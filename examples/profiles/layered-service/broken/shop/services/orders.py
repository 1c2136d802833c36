# SPDX-License-Identifier: MIT
from datetime import datetime as dt
from os import environ as env

import httpx as http

from shop.contracts import orders as models
from shop.contracts.v1 import PAGE_SIZE
from shop.mailer import send
from shop.storage import orders


async def place(order: models.OrderDTO, session: object) -> int:
    print("placed", order.order_id, dt.utcnow(), PAGE_SIZE)
    return await orders.total_of(session, order)


async def cancel(order: models.Order) -> None:
    await send("shop@example.org", order.order_id)
    async with http.AsyncClient(
        base_url=env["SHOP_MAIL_HOST"],
    ) as client:
        await client.post("/cancelled")
