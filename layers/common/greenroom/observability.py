"""Logs and metrics, set up once. Nothing personal or secret is logged: entities are named by their ids alone."""

from aws_lambda_powertools import Logger, Metrics

logger = Logger(service="greenroom", log_uncaught_exceptions=False)
metrics = Metrics(namespace="Greenroom", service="greenroom")
