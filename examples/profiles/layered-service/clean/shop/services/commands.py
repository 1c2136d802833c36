# SPDX-License-Identifier: MIT
from shop.services import orders

HANDLERS = {"place": orders.place, "cancel": orders.cancel}
