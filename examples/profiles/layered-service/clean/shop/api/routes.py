# SPDX-License-Identifier: MIT
from fastapi import APIRouter

from shop.contracts.orders import Order
from shop.services import orders

router = APIRouter()


@router.post("/orders")
async def place(order: Order) -> int:
    return await orders.place(order, None)


def total(orders_: list[Order]) -> int:
    return sum(order.total.cents for order in orders_)
