//! What the client does where all goes well, where it is refused, and where an answer is lost.

use helpline::{Error, Helpline};
use testline_emulator::{Emulator, Vendor, json};

const NUMBER: &str = "+912271264217";
const TRUNK: &str = "aabbccdd-1234-5678-90ab-cdef12345678";
const OTHER_TRUNK: &str = "e3e55a78-1234-5678-90ab-cdef12345678";
const AGENT: &str = "agent_abc123xyz";
const OTHER_AGENT: &str = "agent_xyz789abc";

/// The client, aimed at an emulator.
fn client(emulator: &Emulator) -> Helpline {
    let vendor = |vendor| helpline::Vendor {
        url: emulator.url(vendor),
        headers: emulator.credentials(vendor).headers.into_iter().collect(),
    };
    Helpline {
        vobiz: vendor(Vendor::Vobiz),
        account: emulator.credentials(Vendor::Vobiz).ids["auth_id"].clone(),
        unleashx: vendor(Vendor::Unleashx),
    }
}

#[tokio::test]
async fn a_helpline_opens() {
    let emulator = Emulator::start().await;
    let helpline = client(&emulator);
    helpline.open(NUMBER, TRUNK, AGENT).await.expect("all is free");
    assert_eq!(helpline.trunk_of(NUMBER).await.expect("a list").as_deref(), Some(TRUNK));
    emulator.journal().assert_met("unleashx.attach-phone-number.attached");
}

#[tokio::test]
async fn a_number_of_another_agent_is_refused() {
    let emulator = Emulator::start().await;
    let helpline = client(&emulator);
    helpline.give_to_agent(NUMBER, OTHER_AGENT).await.expect("the number is free");
    let refused = helpline.open(NUMBER, TRUNK, AGENT).await;
    assert!(matches!(refused, Err(Error::Taken(_))), "{refused:?}");
    emulator.journal().assert_met("unleashx.attach-phone-number.number-already-attached");
}

#[tokio::test]
async fn a_number_of_another_trunk_is_refused() {
    let emulator = Emulator::start().await;
    let helpline = client(&emulator);
    helpline.put_on_trunk(NUMBER, OTHER_TRUNK).await.expect("the number is free");
    let refused = helpline.open(NUMBER, TRUNK, AGENT).await;
    assert!(matches!(refused, Err(Error::Taken(_))), "{refused:?}");
}

#[tokio::test]
async fn a_lost_answer_is_survived() {
    let emulator = Emulator::start().await;
    emulator.fault(json!({
        "match": {"vendor": "vobiz", "operation": "assign-number-to-trunk", "first": 1},
        "action": {"kind": "cut-after-commit"},
    }));
    client(&emulator).open(NUMBER, TRUNK, AGENT).await.expect("the client looks before it asks again");
    let journal = emulator.journal();
    let clauses: Vec<_> = journal.iter().map(|exchange| exchange.clause.id()).collect();
    assert_eq!(
        clauses,
        [
            "vobiz.assign-number-to-trunk.assigned",
            "vobiz.list-account-phone-numbers.listed",
            "unleashx.attach-phone-number.attached",
        ]
    );
}

#[tokio::test]
async fn what_is_said_is_as_stored() {
    let emulator = Emulator::start().await;
    client(&emulator).open(NUMBER, TRUNK, AGENT).await.expect("all is free");
    insta::assert_snapshot!("opened", emulator.journal().to_string());
}
