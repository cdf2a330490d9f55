"""Configuration of gunicorn, read by `manage.py serve`. Values come from the scheme in `environment.py`."""

import copy
import sys
from typing import Any

from omsrp.settings import ENV, LOGGING

bind = ENV["WEB_ADDRESS"]
workers = ENV["WEB_WORKERS"]
threads = ENV["WEB_THREADS"]
worker_class = "gthread"
# A thread that is busy for a minute belongs into a job.
timeout = 60
graceful_timeout = 20
keepalive = 30
# A thread that computes gives way after half a millisecond, not five: a coding asks a dozen times for its turn, and
# beside an export in the same process it waited half a second in all.
sys.setswitchinterval(0.0005)
# The request log of our own has no query strings; gunicorn's would.
accesslog = None
# Forwarding headers are read by Django alone, and only with TRUSTED_PROXIES.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
control_socket_disable = True
proc_name = "omsrp"

logconfig_dict: dict[str, Any] = copy.deepcopy(LOGGING)
logconfig_dict["loggers"]["gunicorn.error"] = {"level": "INFO", "handlers": [], "propagate": True}
