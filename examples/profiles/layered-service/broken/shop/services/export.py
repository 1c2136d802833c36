# SPDX-License-Identifier: MIT
import pickle
import subprocess

from shop.contracts.orders import Order


def export(order: Order) -> bytes:
    subprocess.run(["sync"], check=True)
    return pickle.dumps(order)
