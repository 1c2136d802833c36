# SPDX-License-Identifier: MIT
from sqlalchemy.ext.asyncio import AsyncSession

from shop.contracts.orders import Order
from ..services import mail


async def total_of(session: AsyncSession, order: Order) -> int:
    await mail.send("shop@example.org", "asked")
    rows = await session.execute(f"SELECT total FROM orders WHERE order_id = '{order.order_id}'")
    return rows.scalar_one()
