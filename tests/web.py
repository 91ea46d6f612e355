#!/usr/bin/python3
"""tests/web.py PORT CASE [ARGUMENT ...] - one case of web_cases.py, web_moderating.py or web_hostile.py against a gateway."""
import sys

import web_cases
import web_hostile
import web_moderating
from web_client import Browser

if __name__ == "__main__":
    case = next(getattr(module, sys.argv[2]) for module in (web_cases, web_moderating, web_hostile) if hasattr(module, sys.argv[2]))
    case(Browser(sys.argv[1]), *sys.argv[3:])
