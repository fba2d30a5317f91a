import logging
import os


def exits(event, context):
    logging.getLogger().error("last words")
    os._exit(3)
