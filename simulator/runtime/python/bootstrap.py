"""Starts AWS's runtime client as /var/runtime/bootstrap.py does: the function's code and the packages of layers can be imported.

https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html
"""

import os
import sys

OPT = os.path.join(os.environ["LAMBDA_TASK_ROOT"], "..", "..", "opt")
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"

# The folder of this file, which Python puts first, is among those of PYTHONPATH.
sys.path[0:1] = [
    os.environ["LAMBDA_TASK_ROOT"],
    os.path.join(OPT, "python", "lib", VERSION, "site-packages"),
    os.path.join(OPT, "python"),
]

from awslambdaric.__main__ import main  # noqa: E402

main(sys.argv)
