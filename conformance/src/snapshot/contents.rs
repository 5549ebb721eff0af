//! What a snapshot holds: the exchanges of a command's clients, in the one text form, without what changes from run to
//! run.

use std::sync::Arc;

use testline_emulator::tenancy::{Found, Tenancy, Tenant};
use testline_emulator::world::journal::Exchange;
use testline_emulator::{DEFAULT_WORLD, Vendor};

use super::exchange;
use super::references::References;

/// What a snapshot holds, and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// The text.
    pub(super) text: String,
    /// How many exchanges stand in it.
    pub(super) exchanges: usize,
}

/// One exchange and the world in which it took place.
struct Entry {
    world: String,
    exchange: Exchange,
}

impl Entry {
    fn operation(&self) -> (&str, Vendor, &'static str) {
        (&self.world, self.exchange.vendor, self.exchange.operation.unwrap_or("any"))
    }
}

/// The exchanges of all worlds, the default one first, each world's in the order of its journal or, if they are wanted
/// so, by operation and then in that order. An error says that some are lost.
pub(super) fn contents(tenancy: &Tenancy, url: &str, by_operation: bool) -> Result<Contents, String> {
    let mut references = References::new(url);
    let mut entries = Vec::new();
    for tenant in worlds(tenancy) {
        let world = tenant.lock();
        for vendor in Vendor::ALL {
            for set in world.profile(vendor).values() {
                for (name, id) in &set.ids {
                    references.give(given(name), id);
                }
                set.headers.values().for_each(|credential| references.hide(credential));
            }
        }
        let journal = world.journal().iter();
        let first = entries.len();
        entries.extend(
            journal.map(|exchange| Entry { world: world.name().to_owned(), exchange: exchange.clone() }),
        );
        if let Some(oldest) = entries.get(first).filter(|oldest| oldest.exchange.n > 1) {
            return Err(format!(
                "the journal of the world `{}` has lost what came before exchange {}; give --journal N for a longer one",
                world.name(),
                oldest.exchange.n
            ));
        }
    }
    for entry in &entries {
        let (request, reply) = entry.exchange.told();
        references.request(&request);
        references.reply(&reply, entry.exchange.operation);
    }
    if by_operation {
        entries.sort_by(|one, other| one.operation().cmp(&other.operation()));
    }
    let texts: Vec<String> =
        entries.iter().map(|entry| exchange::text(&entry.world, &entry.exchange, &mut references)).collect();
    Ok(Contents { text: texts.join("\n"), exchanges: entries.len() })
}

/// The worlds that there are, the default one first.
fn worlds(tenancy: &Tenancy) -> Vec<Arc<Tenant>> {
    let mut names = tenancy.names();
    names.sort_by_key(|name| name != DEFAULT_WORLD);
    let found = names.iter().filter_map(|name| match tenancy.get(name) {
        Found::World(tenant) => Some(tenant),
        Found::Never(_) | Found::Gone(_) => None,
    });
    found.collect()
}

/// What the id of a tenant is called.
fn given(name: &str) -> &'static str {
    match name {
        "auth_id" => "account",
        "workspace" => "workspace",
        "organization" => "organisation",
        _ => "tenant",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use testline_emulator::Timestamp;
    use testline_emulator::http::{HeaderName, Method, Request};
    use testline_emulator::tenancy::Settings;
    use testline_emulator::world::clock::Clock;

    use super::*;

    /// Worlds and a client of them that says its credentials by itself.
    struct Client {
        tenancy: Tenancy,
    }

    impl Client {
        fn new(seed: u64, clock: &str) -> Self {
            let clock: Clock = clock.parse().expect("a time");
            let settings = Settings { seed, clock: Some(clock), ..Settings::default() };
            Self {
                tenancy: Tenancy::new(settings, Timestamp::UNIX_EPOCH)
                    .expect("the default settings are right"),
            }
        }

        fn world(&self) -> Arc<Tenant> {
            match self.tenancy.get(DEFAULT_WORLD) {
                Found::World(tenant) => tenant,
                Found::Never(_) | Found::Gone(_) => unreachable!("it never goes"),
            }
        }

        /// The reply's body and whether it accepts.
        fn say(&self, vendor: Vendor, set: &str, line: &str, body: &Value) -> (bool, Value) {
            let (method, target) = line.split_once(' ').expect("a method and a path");
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let mut request = Request::new(method, target);
            for (name, value) in &self.world().lock().profile(vendor)[set].headers {
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a header");
                request = request.with_header(name, value);
            }
            let request = if body.is_null() { request } else { request.with_json(body.to_string()) };
            let outcome = self.world().apply(Timestamp::UNIX_EPOCH, vendor, &request).expect("no bug");
            let body = serde_json::from_slice(&outcome.reply.body).unwrap_or(Value::Null);
            (outcome.reply.status.is_success(), body)
        }

        fn text(&self) -> String {
            contents(&self.tenancy, "http://127.0.0.1:1", false).expect("nothing is lost").text
        }
    }

    /// Makes one of everything that gets an id, a number or a time.
    fn makes_everything(client: &Client) {
        use Vendor::{Dasha, Trillet, Unleashx, Vobiz};
        let made = |vendor, set, line: &str, body: Value| {
            let (accepted, reply) = client.say(vendor, set, line, &body);
            assert!(accepted, "{line}: {reply}");
            reply
        };
        let text = |reply: &Value, pointer: &str| {
            reply
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_else(|| panic!("no {pointer} in {reply}"))
                .to_owned()
        };
        made(Vobiz, "first", "GET /api/v1/Account/MA_XXXXXX/numbers", Value::Null);
        let trunk = made(Vobiz, "first", "POST /api/v1/Account/MA_XXXXXX/trunks", json!({"name": "t"}));
        let trunk = text(&trunk, "/trunk_id");
        made(Vobiz, "first", &format!("GET /api/v1/Account/MA_XXXXXX/trunks/{trunk}"), Value::Null);
        made(
            Vobiz,
            "first",
            "POST /api/v1/Account/MA_XXXXXX/credentials",
            json!({"username": "someone-1", "password": "long-enough"}),
        );
        made(Vobiz, "first", "POST /api/v1/accounts/MA_XXXXXX/sub-accounts/", json!({"name": "s"}));
        made(Trillet, "first", "POST /v1/api/agents", json!({"name": "Reception"}));
        made(
            Trillet,
            "first",
            "POST /v1/api/call-flows",
            json!({"name": "Night", "direction": "outbound", "promptType": "simple", "agent": "64f9b12c"}),
        );
        made(Trillet, "first", "POST /v1/api/agents/64f9b12a/bind/750cd920", json!({"recordCalls": true}));
        let voice = json!({"provider": "elevenlabs", "voice_id": "RXe6OFmxoC0nlSWpuCDy"});
        let agent = json!({"agent_name": "a", "prompt": "p", "voice": voice});
        made(Unleashx, "first-api-key", "POST /api/agents", agent);
        made(
            Unleashx,
            "first",
            "POST /api/v1/global/create-agent",
            json!({"agent_name": "b", "prompt": "p"}),
        );
        made(Unleashx, "first-login", "POST /api/v1/global/generate-token", json!({}));
        let credential =
            made(Dasha, "first", "POST /api/v1/sip-credentials", json!({"server": "sip.example.org"}));
        let credential = text(&credential, "/id");
        let number = json!({"phoneNumber": "+15550100001", "credentialsId": credential});
        let number = text(&made(Dasha, "first", "POST /api/v1/sip-phone-numbers", number), "/id");
        made(Dasha, "first", &format!("GET /api/v1/sip-phone-numbers/{number}"), Value::Null);
        let refused = client.say(Dasha, "first", "GET /api/v1/agents/nobody", &Value::Null);
        assert!(!refused.0, "a refusal has a trace id");
    }

    #[test]
    fn nothing_that_is_drawn_or_dated_is_left() {
        let text = |seed, clock| {
            let client = Client::new(seed, clock);
            makes_everything(&client);
            client.text()
        };
        let (one, other) = (text(1, "2026-01-24T10:30:19Z"), text(2, "2027-02-25T11:31:20.5Z"));
        let lines = one.lines().zip(other.lines());
        let unlike: Vec<_> = lines.filter(|(one, other)| one != other).collect();
        assert!(unlike.is_empty() && one == other, "{unlike:#?}");
        for reference in [
            "{trunk:1}",
            "{agent:3}",
            "{number-id:",
            "{credential:",
            "{account:1}",
            "{workspace:1}",
            "{time}",
        ] {
            assert!(one.contains(reference), "{reference} is missing in\n{one}");
        }
        assert!(!one.contains("testline"), "a token of the world is shown:\n{one}");
    }

    #[test]
    fn another_world_is_named_and_an_order_by_operation_is_stable() {
        let client = Client::new(0, "2026-01-24T10:30:19Z");
        let other = client
            .tenancy
            .create(Some("other".to_owned()), None, None, false, Timestamp::UNIX_EPOCH, |_| Ok(()))
            .expect("there is room");
        let me = Request::new(Method::GET, "/api/v1/auth/me?token=s3cret&a=b");
        other.0.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &me).expect("no bug");
        client.say(Vendor::Vobiz, "first", "GET /api/v1/Account/MA_XXXXXX/trunks", &Value::Null);
        client.say(Vendor::Vobiz, "first", "GET /api/v1/Account/MA_XXXXXX/numbers", &Value::Null);
        let headings = |by_operation| {
            let contents = contents(&client.tenancy, "", by_operation).expect("nothing is lost");
            assert!(contents.text.contains("GET /api/v1/auth/me?token=***&a=b\n"), "{}", contents.text);
            let headings =
                contents.text.lines().filter_map(|line| line.strip_prefix("### ").map(str::to_owned));
            (contents.exchanges, headings.collect::<Vec<_>>())
        };
        let (trunks, numbers) = ("vobiz.list-trunks.listed", "vobiz.list-account-phone-numbers.listed");
        let other = "vobiz.any.no-credentials (world other)";
        assert_eq!(headings(false), (3, [trunks, numbers, other].map(str::to_owned).to_vec()));
        assert_eq!(headings(true), (3, [numbers, trunks, other].map(str::to_owned).to_vec()));
    }

    #[test]
    fn exchanges_that_a_journal_has_lost_are_missed() {
        let settings = Settings { max_exchanges: 1, ..Settings::default() };
        let client =
            Client { tenancy: Tenancy::new(settings, Timestamp::UNIX_EPOCH).expect("right settings") };
        for _ in 0..2 {
            client.say(Vendor::Vobiz, "first", "GET /api/v1/Account/MA_XXXXXX/trunks", &Value::Null);
        }
        let error = contents(&client.tenancy, "", false).expect_err("the first is lost");
        assert!(error.contains("before exchange 2; give --journal"), "{error}");
    }
}
