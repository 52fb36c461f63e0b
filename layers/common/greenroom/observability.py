"""Logs and metrics, set up once. Nothing personal or secret is logged: entities are named by their ids alone."""

import warnings

from aws_lambda_powertools import Logger, Metrics

# Most invocations count nothing, and are not to be warned of.
warnings.filterwarnings("ignore", "No application metrics to publish")

logger = Logger(service="greenroom", log_uncaught_exceptions=False)
metrics = Metrics(namespace="Greenroom", service="greenroom")
