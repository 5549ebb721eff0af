//! Many clients at once over one number: one wins, and every other is told so.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::emulator::{Emulator, client, start};

/// One request with the headers of a credential set.
async fn send(
    url: String,
    method: Method,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let mut request = client().request(method, url);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let reply = request.send().await.expect("the emulator answers");
    let status = reply.status();
    let text = reply.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// Runs requests at once, each on its own connection.
async fn at_once(
    requests: Vec<impl Future<Output = (StatusCode, Value)> + Send + 'static>,
) -> Vec<(StatusCode, Value)> {
    let tasks: Vec<_> = requests.into_iter().map(tokio::spawn).collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.expect("no client panics"));
    }
    replies
}

fn count(replies: &[(StatusCode, Value)], status: u16) -> usize {
    replies.iter().filter(|(given, _)| given.as_u16() == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_agents_one_gets_the_unleashx_number() {
    let emulator = start().await;
    let token = || vec![("token", "YOUR_AUTH_TOKEN".to_owned())];
    let create = |n: usize| {
        let body = json!({"agent_name": format!("Agent {n}"), "prompt": "p"});
        send(format!("{}/api/agents", emulator.url), Method::POST, token(), Some(body))
    };
    let agents = at_once((0..64).map(create).collect()).await;
    let ids: Vec<String> =
        agents.iter().map(|(_, agent)| agent["id"].as_str().expect("an id").to_owned()).collect();
    let attach = |id: &String| {
        let body = json!({"agent_id": id, "provider": "san", "numbers": ["+918062810341"]});
        send(format!("{}/api/agent/attach-phone-number", emulator.url), Method::POST, token(), Some(body))
    };
    let replies = at_once(ids.iter().map(attach).collect()).await;
    assert_eq!((count(&replies, 200), count(&replies, 409)), (1, 63));
    let (_, winner) = replies.iter().find(|(status, _)| *status == 200).expect("one wins");
    let winner = &winner["data"]["agent_id"];
    for (_, refusal) in replies.iter().filter(|(status, _)| *status == 409) {
        assert_eq!(&refusal["data"]["existing_agent_id"], winner);
        assert_eq!(
            refusal["message"],
            format!("Phone number already attached to agent: {}", winner.as_str().unwrap_or(""))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_assignments_one_takes_the_vobiz_number() {
    let emulator = start().await;
    let assign = |_| {
        let headers = vec![("x-auth-id", "MA_XXXXXX".to_owned()), ("x-auth-token", "testline".to_owned())];
        let url = format!("{}/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign", emulator.url);
        let body = json!({"trunk_group_id": "aabbccdd-1234-5678-90ab-cdef12345678"});
        send(url, Method::POST, headers, Some(body))
    };
    let replies = at_once((0..64).map(assign).collect()).await;
    assert_eq!((count(&replies, 204), count(&replies, 400)), (1, 63));
}

/// Links of the same number by both organisations at once, so many clients each.
async fn dasha_race(emulator: &Emulator, clients: usize) -> [Vec<(StatusCode, Value)>; 2] {
    let first = ("testline", "3c90c3cc-0d44-4b50-8888-8dd25736052a", "9839c486-f904-4db4-9d66-228964d76580");
    let second =
        ("testline-2", "3c90c3cc-0d44-4b50-8888-8dd25736052c", "9839c486-f904-4db4-9d66-228964d76582");
    let link = |n: usize| {
        let (key, number, agent) = if n.is_multiple_of(2) { first } else { second };
        let headers = vec![("authorization", format!("Bearer {key}"))];
        let url = format!("{}/api/v1/sip-phone-numbers/{number}/agent-link?agentId={agent}", emulator.url);
        send(url, Method::PUT, headers, None)
    };
    let replies = at_once((0..2 * clients).map(link).collect()).await;
    let of = |n: usize| replies.iter().skip(n).step_by(2).cloned().collect();
    [of(0), of(1)]
}

#[tokio::test(flavor = "multi_thread")]
async fn one_dasha_organisation_gets_the_number_for_all_its_clients() {
    for clients in [32, 1] {
        let emulator = start().await;
        let replies = dasha_race(&emulator, clients).await;
        let won = replies.iter().find(|of| count(of, 200) > 0).expect("one wins");
        let lost = replies.iter().find(|of| count(of, 409) > 0).expect("one loses");
        assert_eq!((count(won, 200), count(lost, 409)), (clients, clients));
    }
}
