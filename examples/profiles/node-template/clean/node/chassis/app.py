# node: layer = chassis
from fastapi import FastAPI

from node.handlers import HANDLERS

app = FastAPI(title=f"node with {len(HANDLERS)} actions")
