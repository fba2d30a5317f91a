import logging
import time

STOCK = {"tea": 40, "teapot": 3, "strainer": 12}

logger = logging.getLogger()
logger.setLevel(logging.INFO)


class UnknownArticle(Exception):
    """An order contains an article that the shop does not have."""


def handler(event, context):
    """Reserves the articles of an order, and waits for the supplier. An unknown article is an error of the invocation."""
    articles = event.get("articles", [])
    print(f"order of {len(articles)} article(s):\n  {', '.join(articles)}")
    reserved = [f"  {article}: {reserve(article)} left" for article in articles]
    logger.info("reserved\n%s", "\n".join(reserved))
    time.sleep(event.get("supplierSeconds", 0))
    return {"reserved": len(reserved)}


def reserve(article):
    stock = STOCK.get(article)
    if stock is None:
        raise UnknownArticle(f"there is no {article}")
    if stock < 5:
        logger.warning("only %d of %s left", stock, article)
    return stock - 1
