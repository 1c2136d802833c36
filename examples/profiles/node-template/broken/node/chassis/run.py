# node: layer = chassis
import subprocess

from node.engine import matching


def run() -> None:
    subprocess.run(["ls"], check=True)
    matching.rank({})
