# SPDX-License-Identifier: MIT
from fastapi import Request


def path(request: Request) -> str:
    return request.url.path
