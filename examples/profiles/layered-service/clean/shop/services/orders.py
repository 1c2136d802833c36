# SPDX-License-Identifier: MIT
from datetime import UTC, datetime

import httpx
import structlog

from shop.contracts.orders import Order
from shop.contracts.v2 import PAGE_SIZE
from shop.settings import Settings
from shop.storage import orders

logger = structlog.get_logger(__name__)


async def place(order: Order, session: object) -> int:
    logger.info("order_placed", order_id=order.order_id, at=datetime.now(UTC), page=PAGE_SIZE)
    return await orders.total_of(session, order)


async def cancel(order: Order, settings: Settings) -> None:
    # utcnow(), print() and os.environ are ruled out; these words are not
    async with httpx.AsyncClient(timeout=5) as client:
        await client.post(f"https://{settings.mail_host}/cancelled", json={"order_id": order.order_id})
