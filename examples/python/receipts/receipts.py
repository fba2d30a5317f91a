"""A Lambda function: the receipt of an order."""

import logging
from typing import Any

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Add up the prices of an order. Prices are in cents."""
    total = sum(item["price"] for item in event["items"])
    logger.info("receipt of order %s: %d cents", event["order"], total)
    return {"order": event["order"], "total": total}
