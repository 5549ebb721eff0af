//! Fields that trunks, credentials, lists and URIs are made of, good and bad.

use serde_json::{Value, json};

use super::action::{Fields, Kind};
use super::pick::Chooser;
use super::state::State;
use crate::model::draw::Dice;

impl Chooser<'_> {
    /// Fields of a trunk; of two of them at most one is bad.
    pub(super) fn trunk_fields(&mut self) -> Fields {
        let own = |state: &State, kind: Kind, account: &str| {
            let of_it = state.things(kind).iter().find(|(_, thing)| thing.account == account);
            of_it.map(|(id, _)| Value::from(id.as_str()))
        };
        let mut good: Fields = vec![
            ("description", json!("for the night")),
            ("trunk_direction", json!("outbound")),
            ("trunk_direction", json!("inbound")),
            ("concurrent_calls_limit", json!(1000)),
            ("concurrent_calls_limit", json!(0)),
            ("cps_limit", json!(100)),
            ("transport", json!("tls")),
            ("secure", json!(true)),
            ("recording", json!(true)),
            ("trunk_status", json!("disabled")),
            ("trunk_status", json!("enabled")),
            ("webhook_url", json!("https://example.com/hook")),
        ];
        for (key, kind) in [
            ("credential_uuid", Kind::Credential),
            ("ipacl_uuid", Kind::Acl),
            ("primary_uri_uuid", Kind::Uri),
            ("fallback_uri_uuid", Kind::Uri),
        ] {
            // Twice, since a trunk that names something is rarer than one that does not.
            good.extend(own(self.state, kind, &self.account).map(|id| (key, id)));
            good.extend(own(self.state, kind, &self.account).map(|id| (key, id)));
        }
        let bad: &[(&'static str, Value)] = &[
            ("concurrent_calls_limit", json!(1001)),
            ("cps_limit", json!(-1)),
            ("cps_limit", json!("2")),
            ("transport", json!("sctp")),
            ("trunk_direction", json!("sideways")),
            ("trunk_status", json!("on")),
            ("description", json!(7)),
            ("secure", json!("yes")),
            ("webhook_url", json!("http://127.0.0.1:8080/hook")),
            ("webhook_url", json!("http://10.0.0.7/hook")),
            ("webhook_url", json!("ftp://example.com/hook")),
        ];
        let mut fields = Fields::new();
        for _ in 0..self.third.below(3) {
            fields.extend(self.third.of(&good).cloned());
        }
        if self.third.seldom(12) {
            fields.extend(self.third.of(bad).cloned());
        }
        let mut seen = std::collections::BTreeSet::new();
        fields.retain(|(key, _)| seen.insert(*key));
        fields
    }

    /// Fields of a credential, a list or a URI; `whole` where it is to be created.
    pub(super) fn thing_fields(&mut self, kind: Kind, whole: bool) -> Fields {
        let mut fields = Fields::new();
        let mut put = |key: &'static str, good: &[Value], bad: &[Value], dice: &mut Dice| {
            let value = if dice.seldom(15) { dice.of(bad) } else { dice.of(good) };
            // A field that is null here is one that is not sent.
            fields.extend(value.filter(|value| !value.is_null()).map(|value| (key, value.clone())));
        };
        match kind {
            Kind::Credential => {
                let names = ["alice", "bob", "carol.1", "d-e_f"].map(Value::from);
                let odd = [Value::Null, json!(""), json!(7), json!("al ice"), json!("zoé")];
                if whole {
                    put("username", &names, &odd, &mut self.second);
                }
                let short = [Value::Null, json!(""), json!(12_345_678), json!("seven77")];
                put("password", &[json!("long-enough"), json!("eight888")], &short, &mut self.third);
            }
            Kind::Acl => {
                let good = ["8.8.8.8", "9.9.9.0/24", "10.1.2.3"].map(Value::from);
                let bad = [
                    "2606:4700::1",
                    "192.0.2.1",
                    "198.51.100.0/24",
                    "203.0.113.9",
                    "300.1.1.1",
                    "10.0.0.0/33",
                    "",
                ];
                let mut bad: Vec<Value> = bad.map(Value::from).into();
                bad.push(Value::Null);
                put("ip_address", &good, &bad, &mut self.second);
                let names = ["office", "home"].map(Value::from);
                put("name", &names, &names, &mut self.third);
            }
            Kind::Uri => {
                let good = ["sip:a@example.com:5060", "sip:b@203.0.112.9:5061"].map(Value::from);
                let bad =
                    [json!("http://example.com"), json!("sip:example.com"), json!(7), json!(""), Value::Null];
                put("sip_uri", &good, &bad, &mut self.second);
                let names = ["first way", "second way"].map(Value::from);
                put("name", &names, &names, &mut self.third);
                put("priority", &[json!(1), json!(2)], &[json!(1)], &mut self.third);
            }
        }
        fields
    }
}
