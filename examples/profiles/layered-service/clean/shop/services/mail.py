# SPDX-License-Identifier: MIT
async def send(to: str, text: str) -> None:
    """Sends a mail."""
