"""Prepares the stand-in for AWS of the troubleshooting stack. Standard library and boto3, which the image of moto has.

    mock_aws.py ENDPOINT make             queue with dead letters and both buckets; may be repeated
    mock_aws.py ENDPOINT clear            empties the buckets
    mock_aws.py ENDPOINT roles POLICIES   users for web and worker with the policies of that folder; prints their keys
    mock_aws.py ENDPOINT enforce          from now on moto refuses what no policy allows
    mock_aws.py ENDPOINT relax            and no longer
"""
import json, pathlib, sys, urllib.request

import boto3

REGION, ACCOUNT = "eu-west-2", "123456789012"
QUEUE, VISIBILITY, MEDIA, STATIC = "panelapp", 360, "media-bucket", "static-bucket"
POLICIES = {"web": ["sqs-web.json", "s3-media.json"], "worker": ["sqs-worker.json", "s3-media.json"]}


class Mock:
    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, service):
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="mock",
                            aws_secret_access_key="mock-secret")

    def make(self):
        queues, files = self.client("sqs"), self.client("s3")
        dead = queues.create_queue(QueueName=f"{QUEUE}-dlq", Attributes={"MessageRetentionPeriod": str(14 * 86_400)})["QueueUrl"]
        arn = queues.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        redrive = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "5"})}
        try:
            url = queues.create_queue(QueueName=QUEUE, Attributes={"VisibilityTimeout": str(VISIBILITY)} | redrive)["QueueUrl"]
        except queues.exceptions.QueueNameExists:
            # The worker was faster and made it without.
            url = queues.get_queue_url(QueueName=QUEUE)["QueueUrl"]
            queues.set_queue_attributes(QueueUrl=url, Attributes=redrive)
        there = {bucket["Name"] for bucket in files.list_buckets()["Buckets"]}
        for bucket in {MEDIA, STATIC} - there:
            files.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        print(f"queue {QUEUE} ({VISIBILITY} s), buckets {MEDIA} and {STATIC}")

    def clear(self):
        files = self.client("s3")
        for bucket in (MEDIA, STATIC):
            count = 0
            for page in files.get_paginator("list_objects_v2").paginate(Bucket=bucket):
                for found in page.get("Contents", []):
                    files.delete_object(Bucket=bucket, Key=found["Key"])
                    count += 1
            print(f"{bucket}: {count} objects deleted")

    def roles(self, folder):
        access = self.client("iam")
        places = {"<REGION>": REGION, "<ACCOUNT_ID>": ACCOUNT, "<QUEUE_NAME>": QUEUE, "<MEDIA_BUCKET>": MEDIA,
                  "<MEDIA_LOCATION>": "uploads", "<STATIC_BUCKET>": STATIC, "<STATIC_LOCATION>": "static"}
        # moto looks for this right on every queue, AWS on the one asked for.
        more = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:GetQueueUrl", "Resource": "*"}]}
        for name, policies in POLICIES.items():
            if name not in {user["UserName"] for user in access.list_users()["Users"]}:
                access.create_user(UserName=name)
            access.put_user_policy(UserName=name, PolicyName="moto", PolicyDocument=json.dumps(more))
            for policy in policies:
                text = (pathlib.Path(folder) / policy).read_text()
                for place, value in places.items():
                    text = text.replace(place, value)
                access.put_user_policy(UserName=name, PolicyName=policy.removesuffix(".json"), PolicyDocument=text)
            key = access.create_access_key(UserName=name)["AccessKey"]
            print(f"{name.upper()}_ACCESS_KEY_ID={key['AccessKeyId']}\n{name.upper()}_SECRET_ACCESS_KEY={key['SecretAccessKey']}")

    def check(self, first):
        """How many calls pass unchecked from now on."""
        request = urllib.request.Request(f"{self.endpoint}/moto-api/reset-auth", data=first.encode(), headers={"Content-Type": "text/plain"})
        urllib.request.urlopen(request).read()

    def enforce(self):
        self.check("0")

    def relax(self):
        self.check("inf")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[2] not in ("make", "clear", "roles", "enforce", "relax"):
        sys.exit(__doc__)
    getattr(Mock(sys.argv[1].rstrip("/")), sys.argv[2])(*sys.argv[3:])
