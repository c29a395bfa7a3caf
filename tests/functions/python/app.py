"""Does what the path asks for."""

import json
import os
import time


def handler(event, context):
    asked = event["pathParameters"]["what"]
    if asked == "raise":
        raise ValueError("as asked")
    if asked == "exit":
        os._exit(3)
    if asked == "hang":
        time.sleep(600)
    if asked == "large":
        return {"statusCode": 200, "body": "x" * (6_291_556)}
    print(f"asked for {asked}")
    seen = {
        "runtime": "python",
        "pid": os.getpid(),
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "event": event,
    }
    return {"statusCode": 201, "headers": {"x-runtime": "python"}, "body": json.dumps(seen)}
