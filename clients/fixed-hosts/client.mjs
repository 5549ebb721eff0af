// Asks one of the vendors, under the host that a client library has built in, by `fetch` or by `node:https`.
import https from "node:https";

const url = "https://api.vobiz.ai/api/v1/auth/me";
const ways = {
  fetch: async () => (await fetch(url)).status,
  https: () =>
    new Promise((resolve, reject) => {
      https.get(url, (reply) => resolve(reply.resume().statusCode)).on("error", reject);
    }),
};
const status = await ways[process.argv[2]]();
if (status !== 401) throw new Error(`expected 401, got ${status}`);
