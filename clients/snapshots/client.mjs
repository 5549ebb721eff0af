// Makes a trunk at Vobiz and puts the account's first number on it, twice; with Node's own fetch.

const { VOBIZ_BASE_URL: base, VOBIZ_AUTH_ID: account, VOBIZ_AUTH_TOKEN: token } = process.env;

const call = (method, path, body) =>
  fetch(`${base}/api/v1/Account/${account}${path}`, {
    method,
    headers: {
      "X-Auth-ID": account,
      "X-Auth-Token": token,
      ...(body && { "Content-Type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });

const numbers = await (await call("GET", "/numbers")).json();
const number = encodeURIComponent(numbers.items[0].e164);
const trunk = await (await call("POST", "/trunks", { name: "reception" })).json();
for (let time = 0; time < 2; time++) {
  const reply = await call("POST", `/numbers/${number}/assign`, { trunk_group_id: trunk.trunk_id });
  console.log(reply.status);
}
