//! A thousand worlds at once, each reached with nothing but its own credentials.

use std::sync::Arc;

use testline_emulator::server::Options;
use testline_emulator::tenancy::{Found, Settings, Tenancy};
use testline_emulator::{CredentialSet, Timestamp, Vendor, json};
use tokio::sync::{Barrier, Semaphore};

use crate::emulator::start_with;
use crate::raw;

const WORLDS: usize = 1_000;

/// How many connections are open at a time: a process may have few files.
const CONNECTIONS: usize = 200;

/// One user of an emulator, who knows its address and credentials and nothing of worlds.
struct User {
    name: String,
    url: String,
    credentials: [CredentialSet; Vendor::ALL.len()],
    connections: Arc<Semaphore>,
}

impl User {
    fn of(tenancy: &Tenancy, url: &str, name: String, connections: Arc<Semaphore>) -> Self {
        let made = tenancy.create(Some(name.clone()), None, None, false, Timestamp::UNIX_EPOCH, |_| Ok(()));
        let (tenant, _) = made.map_err(|error| format!("{error:?}")).expect("there is room");
        let credentials =
            Vendor::ALL.map(|vendor| tenant.look(|world| world.profile(vendor)["first"].clone()));
        Self { name, url: url.to_owned(), credentials, connections }
    }

    /// Says something to a vendor; the answer must be one of success from the user's own world.
    async fn say(&self, vendor: Vendor, method: &str, path: &str, body: &str) {
        let _connection = self.connections.acquire().await.expect("nobody closes it");
        let set = &self.credentials[vendor as usize];
        let headers: Vec<(&str, &str)> =
            set.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = raw::send(&self.url, method, &format!("/{vendor}{path}"), &headers, body).await;
        let text = String::from_utf8_lossy(&answer);
        assert!((200..300).contains(&raw::status(&answer)), "{}: {text}", self.name);
        assert!(text.contains(&format!("\r\ntestline-world: {}\r\n", self.name)), "{}: {text}", self.name);
    }

    /// One change at each vendor; what can carry a name carries the user's own.
    async fn work(&self) {
        let name = &self.name;
        let account = &self.credentials[Vendor::Vobiz as usize].ids["auth_id"];
        let trunks = format!("/api/v1/Account/{account}/trunks");
        self.say(Vendor::Vobiz, "POST", &trunks, &json!({"name": name}).to_string()).await;
        self.say(Vendor::Trillet, "POST", "/v1/api/agents", &json!({"name": name}).to_string()).await;
        let agent =
            json!({"agent_name": name, "prompt": "p", "voice": {"provider": "elevenlabs", "voice_id": "v"}});
        self.say(Vendor::Unleashx, "POST", "/api/agents", &agent.to_string()).await;
        let link = "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link";
        let link = format!("{link}?agentId=9839c486-f904-4db4-9d66-228964d76580&user={name}");
        self.say(Vendor::Dasha, "PUT", &link, "").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_users_have_each_a_journal_of_their_own_exchanges_only() {
    let settings = Settings { max_worlds: WORLDS + 1, ..Settings::default() };
    let emulator = start_with(settings, Options::default()).await;
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let barrier = Arc::new(Barrier::new(WORLDS));
    let users = (0..WORLDS)
        .map(|n| User::of(&emulator.tenancy, &emulator.url, format!("user-{n}"), Arc::clone(&connections)));
    let tasks: Vec<_> = users
        .map(|user| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                user.work().await;
                user
            })
        })
        .collect();
    for task in tasks {
        let user = task.await.expect("every exchange succeeds");
        let Found::World(tenant) = emulator.tenancy.get(&user.name) else { panic!("it is there") };
        let world = tenant.lock();
        let said: Vec<_> = world.journal().iter().map(|exchange| (exchange.n, exchange.vendor)).collect();
        let expected = [Vendor::Vobiz, Vendor::Trillet, Vendor::Unleashx, Vendor::Dasha];
        assert_eq!(said, (1..).zip(expected).collect::<Vec<_>>(), "{}", user.name);
        for exchange in world.journal().iter() {
            let request = exchange.request();
            let body = String::from_utf8_lossy(&request.body);
            let own = [format!("\"{}\"", user.name), format!("user={}", user.name)];
            assert!(
                body.contains(&own[0]) || request.target.ends_with(&own[1]),
                "{}: {} {body}",
                user.name,
                request.target
            );
        }
    }
    let Found::World(default) = emulator.tenancy.get("default") else { panic!("it is there") };
    assert_eq!(default.lock().journal().iter().count(), 0);
}
