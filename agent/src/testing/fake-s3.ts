import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** S3 as far as whole objects go: each is kept under `/bucket/key`. It ends with its test. */
export async function fakeS3() {
  const objects = new Map<string, string>();
  const authorizations: string[] = [];
  const server = createServer(async (req, res) => {
    const path = decodeURIComponent((req.url ?? "").split("?")[0] ?? "");
    authorizations.push(req.headers.authorization ?? "");
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    if (req.method === "PUT") {
      objects.set(path, Buffer.concat(chunks).toString());
      res.writeHead(200, { etag: '"1"' }).end();
    } else if (req.method === "GET" && objects.has(path)) {
      res.writeHead(200, { "content-type": "application/octet-stream" }).end(objects.get(path));
    } else {
      const body = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>';
      res.writeHead(404, { "content-type": "application/xml" }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, authorizations };
}
