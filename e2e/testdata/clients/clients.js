// An ordinary client in JavaScript. It sends each request of a file, and prints what the AWS SDK for JavaScript made of
// the answer, one line a request.
"use strict";

const { readFileSync } = require("node:fs");
const { DynamoDB, DynamoDBServiceException } = require("@aws-sdk/client-dynamodb");
const { DynamoDBStreams, DynamoDBStreamsServiceException } = require("@aws-sdk/client-dynamodb-streams");

const services = { dynamodb: DynamoDB, "dynamodb-streams": DynamoDBStreams };
const clients = new Map();

function clientOf({ service, url, key, secret, token }) {
    const name = [service, url, key].join(" ");
    if (!clients.has(name)) {
        clients.set(name, new services[service]({
            endpoint: url,
            region: process.env.AWS_REGION,
            credentials: { accessKeyId: key, secretAccessKey: secret, sessionToken: token || undefined },
            maxAttempts: 1, // the first answer counts
        }));
    }
    return clients.get(name);
}

async function send(request) {
    const method = request.operation[0].toLowerCase() + request.operation.slice(1);
    try {
        await clientOf(request)[method](request.input);
        return {};
    } catch (e) {
        if (e instanceof DynamoDBServiceException || e instanceof DynamoDBStreamsServiceException) {
            return { code: e.name, message: e.message };
        }
        return { code: "NoAnswer", message: String(e) };
    }
}

async function main() {
    for (const request of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
        process.stdout.write(JSON.stringify({ id: request.id, ...(await send(request)) }) + "\n");
    }
}

main();
