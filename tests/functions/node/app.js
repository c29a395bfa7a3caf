"use strict";

// Does what the path asks for.
exports.handler = async (event, context) => {
  const asked = event.pathParameters.what;
  if (asked === "raise") throw new TypeError("as asked");
  if (asked === "exit") process.exit(3);
  if (asked === "hang") await new Promise(() => setTimeout(() => {}, 600_000));
  if (asked === "large") return { statusCode: 200, body: "x".repeat(6_291_556) };
  const seen = { runtime: "node", pid: process.pid, id: context.awsRequestId, arn: context.invokedFunctionArn, event };
  return { statusCode: 201, headers: { "x-runtime": "node" }, body: JSON.stringify(seen) };
};

// Three pieces, each of a megabyte, after a head.
exports.stream = awslambda.streamifyResponse(async (event, stream) => {
  const head = { statusCode: 203, headers: { "content-type": "text/plain", "x-runtime": "node" } };
  const out = awslambda.HttpResponseStream.from(stream, head);
  for (const letter of ["a", "b", "c"]) out.write(letter.repeat(1024 * 1024));
  out.end();
  await out.finished?.();
});
