"""What the demo's routes `/hello/{name}` answer, of a REST API (event 1.0) and of an HTTP API (event 2.0)."""

import json


def handler(event, request_id):
    name = (event.get("pathParameters") or {}).get("name", "world")
    context = event["requestContext"]
    said = {"hello": name, "stage": context["stage"], "event": event.get("version", "1.0"), "invocation": request_id}
    print(f"said hello to {name}")
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(said)}
