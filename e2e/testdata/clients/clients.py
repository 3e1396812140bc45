"""An ordinary client in Python. It sends each request of a file, and prints what boto3 made of the answer, one line a
request."""

import json
import os
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

session = boto3.Session()
clients = {}


def client_of(request):
    name = (request["service"], request["url"], request["key"])
    if name not in clients:
        clients[name] = session.client(
            request["service"].replace("-", ""),
            endpoint_url=request["url"],
            region_name=os.environ["AWS_REGION"],
            aws_access_key_id=request["key"],
            aws_secret_access_key=request["secret"],
            aws_session_token=request["token"] or None,
            # The first answer counts.
            config=Config(retries={"total_max_attempts": 1}),
        )
    return clients[name]


def send(request):
    try:
        getattr(client_of(request), xform_name(request["operation"]))(**request["input"])
        return {}
    except ClientError as e:
        return {"code": e.response["Error"]["Code"], "message": e.response["Error"]["Message"]}
    except HTTPClientError as e:
        return {"code": "NoAnswer", "message": str(e)}


with open(sys.argv[1], encoding="utf-8") as file:
    for request in json.load(file):
        print(json.dumps({"id": request["id"], **send(request)}))
