//! Arbitrary requests: nothing panics, every status is one that the contract lists, and a refusal changes nothing.

use proptest::prelude::*;
use proptest::sample::select;
use testline_emulator::contract::Clause;
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::{Outcome, Timestamp, Vendor, World};

/// Credentials and ids of the default world, so that arbitrary requests get past the first checks now and then.
const IDS: [&str; 22] = [
    "64f9b12a",
    "64f9b12c",
    "64f9b12d",
    "750cd920",
    "750cd922",
    "pwy_abc123",
    "664a1b2c3d4e5f6a7b8c9d0e",
    "agent_abc123xyz",
    "123",
    "MA_XXXXXX",
    "MA_BN2MZ1VV",
    "%2B912271264217",
    "+912271264217",
    "%2B918071000101",
    "aabbccdd-1234-5678-90ab-cdef12345678",
    "20577609616603585",
    "INR",
    "SA_XXXXXX",
    "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "3c90c3cc-0d44-4b50-8888-8dd25736052b",
    "9839c486-f904-4db4-9d66-228964d76580",
    "%zz",
];

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        8 => select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE]),
        1 => select(vec![Method::HEAD, Method::OPTIONS, Method::PATCH]),
        1 => "[A-Z]{1,8}".prop_map(|name| Method::from_bytes(name.as_bytes()).expect("capitals are a token")),
    ]
}

/// A path of the contract with its parameters filled, or anything.
fn target(vendor: Vendor) -> impl Strategy<Value = String> {
    let templates: Vec<&'static str> =
        vendor.contract().operations.iter().flat_map(|facts| facts.routes).map(|(_, path)| *path).collect();
    let filled = (select(templates), proptest::collection::vec(select(IDS.to_vec()), 4)).prop_map(
        |(template, ids)| {
            let mut ids = ids.into_iter();
            let segments = template
                .split('/')
                .map(|segment| if segment.starts_with('{') { ids.next().unwrap_or("x") } else { segment });
            segments.collect::<Vec<_>>().join("/")
        },
    );
    let query = prop_oneof![
        3 => Just(String::new()),
        2 => "\\?(agentId|mode|page|per_page|limit|skip|take|force|search|agent_id|country|type)=[!-~]{0,12}",
        1 => "\\?[!-~]{0,20}",
    ];
    let path = prop_oneof![8 => filled, 1 => "(/[!-~&&[^?#]]{0,8}){1,5}", 1 => Just("/".to_owned())];
    (path, query).prop_map(|(path, query)| path + &query)
}

fn headers(vendor: Vendor) -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let (names, values): (Vec<&'static str>, Vec<&'static str>) = match vendor {
        Vendor::Trillet => (
            vec!["x-api-key", "x-workspace-id"],
            vec!["tk_testline", "664a1b2c3d4e5f6a7b8c9d0e", "6764d172953253138a3a70f4"],
        ),
        Vendor::Unleashx => (
            vec!["token", "api_access_token", "authorization"],
            vec!["YOUR_AUTH_TOKEN", "YOUR_API_KEY", "LOGIN_TOKEN", "OTHER_AUTH_TOKEN"],
        ),
        Vendor::Vobiz => {
            (vec!["x-auth-id", "x-auth-token"], vec!["MA_XXXXXX", "testline", "MA_BN2MZ1VV", "testline-2"])
        }
        Vendor::Dasha => (vec!["authorization"], vec!["Bearer testline", "Bearer testline-2"]),
    };
    let right: Vec<(&'static str, String)> = match vendor {
        Vendor::Trillet => {
            vec![("x-api-key", "tk_testline".into()), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e".into())]
        }
        Vendor::Unleashx => vec![("token", "YOUR_AUTH_TOKEN".into())],
        Vendor::Vobiz => vec![("x-auth-id", "MA_XXXXXX".into()), ("x-auth-token", "testline".into())],
        Vendor::Dasha => vec![("authorization", "Bearer testline".into())],
    };
    let value = prop_oneof![3 => select(values).prop_map(str::to_owned), 1 => "[ -~]{0,20}"];
    let any = proptest::collection::vec((select(names), value), 0..4);
    let content_type = prop_oneof![
        6 => Just(Some("application/json".to_owned())),
        1 => Just(None),
        1 => "[ -~]{0,30}".prop_map(Some),
    ];
    let credentials = prop_oneof![6 => Just(right), 2 => any];
    (credentials, content_type).prop_map(|(mut headers, content_type)| {
        headers.extend(content_type.map(|value| ("content-type", value)));
        headers
    })
}

/// A body: JSON of the fields that vendors read with values of all kinds, or any bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let name = select(vec![
        "trunk_group_id",
        "e164",
        "name",
        "agent_id",
        "provider",
        "numbers",
        "agent_name",
        "prompt",
        "recordCalls",
        "officeHours",
        "metadataTags",
        "confirmation",
        "phoneNumber",
        "credentialsId",
        "displayName",
        "registration",
        "server",
        "config",
        "phone_number",
        "application_id",
        "sub_account_id",
        "username",
        "password",
        "ip_address",
        "sip_uri",
        "llmModel",
        "ttsModel",
        "direction",
        "phoneNumberId",
        "country",
        "type",
        "credentials",
        "voice",
    ]);
    let scalar = prop_oneof![
        select(IDS.to_vec()).prop_map(|id| format!("{:?}", id.replace("%2B", "+"))),
        Just("\"san\"".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        Just("1e400".to_owned()),
        Just("{\"a\":[1,null]}".to_owned()),
        Just("[\"+918062810341\",\"+12025551234\"]".to_owned()),
        Just("[]".to_owned()),
        "[ -~&&[^\"\\\\]]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    let object = proptest::collection::vec((name, scalar), 0..5).prop_map(|fields| {
        let fields: Vec<String> =
            fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(",")).into_bytes()
    });
    prop_oneof![6 => object, 1 => Just(Vec::new()), 1 => proptest::collection::vec(any::<u8>(), 0..40)]
}

/// A request to a vendor that may be right and may be anything.
pub(crate) fn request(vendor: Vendor) -> impl Strategy<Value = Request> {
    (method(), target(vendor), headers(vendor), body(), proptest::bool::weighted(0.03)).prop_map(
        |(method, target, headers, body, over_limit)| {
            let mut request = Request::new(method, target);
            for (name, value) in headers {
                request = request.with_header(HeaderName::from_static(name), &value);
            }
            request.over_limit = over_limit;
            if !over_limit {
                request.body = body.into();
            }
            request
        },
    )
}

/// Everything that a world file says of a world, but for how many exchanges there were.
fn state_of(world: &World) -> serde_json::Value {
    let mut state = world.export().to_json();
    if let Some(fields) = state.as_object_mut() {
        fields.remove("exchanges");
    }
    state
}

/// What must hold of every answer.
fn check(outcome: &Outcome, before: &World, after: &World) -> Result<(), TestCaseError> {
    let status = outcome.reply.status.as_u16();
    let clause: Clause = outcome.clause;
    prop_assert!(clause.allows(status), "{} answers {status}", clause.id());
    prop_assert_ne!(clause.id(), "testline.bug");
    if let (Some(operation), Some(vendor)) = (outcome.operation, clause.facts().vendor) {
        let contract = vendor.contract();
        let facts = contract.operation(operation).expect("the operation is in the contract");
        let listed = contract.clauses_of(facts).any(|of| of == clause) || clause.facts().operation == "any";
        prop_assert!(listed, "{} is no clause of {operation}", clause.id());
    }
    if status >= 400 {
        prop_assert_eq!(state_of(before), state_of(after), "{} changed the state", clause.id());
        prop_assert!(outcome.because.is_some(), "{} gives no deciding fact", clause.id());
    }
    if status == 204 {
        prop_assert!(outcome.reply.body.is_empty());
    }
    Ok(())
}

fn run(vendor: Vendor, requests: &[Request]) -> Result<(), TestCaseError> {
    let mut world = World::new(3, "default");
    for request in requests {
        let before = world.clone();
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, request);
        check(&outcome, &before, &world)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn trillet_answers_anything(requests in proptest::collection::vec(request(Vendor::Trillet), 1..12)) {
        run(Vendor::Trillet, &requests)?;
    }

    #[test]
    fn unleashx_answers_anything(requests in proptest::collection::vec(request(Vendor::Unleashx), 1..12)) {
        run(Vendor::Unleashx, &requests)?;
    }

    #[test]
    fn vobiz_answers_anything(requests in proptest::collection::vec(request(Vendor::Vobiz), 1..12)) {
        run(Vendor::Vobiz, &requests)?;
    }

    #[test]
    fn dasha_answers_anything(requests in proptest::collection::vec(request(Vendor::Dasha), 1..12)) {
        run(Vendor::Dasha, &requests)?;
    }
}
