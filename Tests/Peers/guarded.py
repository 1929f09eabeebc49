"""moto with what moto lacks: it tells afterwards which calls came, and from whom."""

import json
import re
import signal
import threading
from urllib.parse import parse_qs

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

CREDENTIAL = re.compile(r"Credential=([^/,]+)/[0-9]+/[^/]+/([^/]+)/aws4_request")


def s3_call(method: str, path: str, query: dict) -> str:
    """The name of the operation; a call that has none here is shown as it came."""
    is_object = path.strip("/").count("/") > 0
    if "uploadId" in query:
        names = {"PUT": "UploadPart", "POST": "CompleteMultipartUpload", "DELETE": "AbortMultipartUpload", "GET": "ListParts"}
        return names[method]
    if is_object and not set(query) - {"uploads"}:
        if "uploads" in query:
            return "CreateMultipartUpload" if method == "POST" else f"{method} uploads"
        return {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject", "DELETE": "DeleteObject"}.get(method, method)
    if method == "GET" and query.get("list-type") == ["2"]:
        return "ListObjectsV2"
    if method == "PUT" and not query:
        return "CreateBucket"
    return f"{method} {path}?{'&'.join(sorted(query))}"


class Calls:
    """`GET /_calls?key=ACCESS_KEY` answers what was asked with this key, in order, as JSON."""

    def __init__(self, app):
        self.app = app
        self.lock = threading.Lock()
        self.calls: dict[str, list] = {}

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        if path == "/_calls":
            with self.lock:
                body = json.dumps(self.calls.get(query["key"][0], [])).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        signed = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        key, service = signed.groups() if signed else ("", "")
        if service == "s3":
            call = s3_call(environ["REQUEST_METHOD"], path, query)
        else:
            call = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]

        def answer(status, headers, *rest):
            with self.lock:
                self.calls.setdefault(key, []).append(
                    {"service": service, "call": call, "path": path, "status": int(status[:3])})
            return start_response(status, headers, *rest)

        return self.app(environ, answer)


def serve(port: int) -> None:
    """Runs until it is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = Calls(DomainDispatcherApplication(create_backend_app))
    run_simple("127.0.0.1", port, app, threaded=True)


def guard(address: str) -> dict[str, str]:
    """Makes somebody who may do everything, and from then on lets nobody do what no policy allows. Returns the keys."""
    import boto3
    import requests

    iam = boto3.client(
        "iam", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    iam.create_user(UserName="admin")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="admin", PolicyName="everything", PolicyDocument=json.dumps(everything))
    keys = iam.create_access_key(UserName="admin")["AccessKey"]
    answer = requests.post(
        f"{address}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}, timeout=30)
    answer.raise_for_status()
    return {"key": keys["AccessKeyId"], "secret": keys["SecretAccessKey"]}
