"""Clients for the local cloud, or for AWS with the developer's own profile."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_sts import STSClient

# Credentials for MiniStack. They are valid nowhere else.
DUMMY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(frozen=True)
class Account:
    """The account to which clients connect: the local cloud at its endpoint, or AWS if the endpoint is None."""

    endpoint_url: str | None
    region: str | None = None

    @cached_property
    def session(self) -> boto3.Session:
        if self.endpoint_url is None:
            return boto3.Session(profile_name=os.environ.get("AWS_PROFILE") or None, region_name=self.region)
        return boto3.Session(
            aws_access_key_id=DUMMY["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=DUMMY["AWS_SECRET_ACCESS_KEY"],
            region_name=self.region,
        )

    @cached_property
    def config(self) -> Config:
        return Config(retries={"mode": "standard"}, connect_timeout=5, read_timeout=30)

    @cached_property
    def apigateway(self) -> "APIGatewayClient":
        return self.session.client("apigateway", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        return self.session.client("cloudformation", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def cloudfront(self) -> "CloudFrontClient":
        return self.session.client("cloudfront", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        return self.session.client("dynamodb", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def lambda_(self) -> "LambdaClient":
        return self.session.client("lambda", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def scheduler(self) -> "EventBridgeSchedulerClient":
        return self.session.client("scheduler", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def secretsmanager(self) -> "SecretsManagerClient":
        return self.session.client("secretsmanager", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        return self.session.client("logs", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def s3(self) -> "S3Client":
        return self.session.client("s3", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def ses(self) -> "SESV2Client":
        return self.session.client("sesv2", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def sts(self) -> "STSClient":
        return self.session.client("sts", endpoint_url=self.endpoint_url, config=self.config)

    @cached_property
    def ssm(self) -> "SSMClient":
        return self.session.client("ssm", endpoint_url=self.endpoint_url, config=self.config)
