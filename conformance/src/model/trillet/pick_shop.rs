//! What a step of searching, buying, registering and giving back sends, good things first.

use serde_json::json;

use super::action::{Fields, Search};
use super::fields::Type;
use super::pick::{Chooser, bad};
use super::state::Offer;

/// Numbers of carrier accounts that nobody sells.
const EXTERNAL: [&str; 3] = ["+442071234567", "+442071234568", "+4930123456"];
/// What is no E.164.
const NO_NUMBERS: [&str; 5] = ["4155551234", "+04155551234", "+1234567890123456", "", "+1415555abcd"];

impl Chooser<'_> {
    pub(super) fn search(&mut self) -> Search {
        let country = self
            .first
            .weighted(&[(60, Some("US")), (25, Some("AU")), (5, Some("GB")), (5, None), (5, Some(""))], None);
        let kind = self
            .first
            .weighted(&[(60, Some("local")), (10, Some("tollFree")), (10, Some("mobile")), (20, None)], None);
        let contains = self.second.weighted(&[(70, None), (15, Some("1235")), (15, Some("999"))], None);
        let area = self.second.weighted(&[(75, None), (20, Some("415")), (5, Some("212"))], None);
        let limit = self.third.weighted(
            &[
                (60, None),
                (10, Some("2")),
                (10, Some("1")),
                (8, Some("0")),
                (6, Some("many")),
                (6, Some("100")),
            ],
            None,
        );
        Search { country, kind, contains, area, limit }
    }

    pub(super) fn purchase_fields(&mut self) -> Fields {
        let offers: Vec<(&String, &Offer)> = self.state.for_sale.iter().collect();
        let offer = self.first.of(&offers).copied();
        let (mut e164, mut country, mut kind) = offer
            .map_or((json!("+14155551234"), json!("US"), json!("local")), |(e164, offer)| {
                (json!(e164), json!(offer.country), json!(offer.kind))
            });
        let what = self.second.weighted(&[(70, 0), (6, 1), (4, 2), (4, 3), (6, 4), (5, 5)], 0);
        match what {
            // Whether it comes before an unknown workspace is said nowhere.
            1 if self.tenant.is_some() => e164 = json!(self.second.of(&NO_NUMBERS)),
            2 => country = json!("GB"),
            3 => kind = json!("mobile"),
            4 => {
                let held = self.second.of(&self.state.numbers).filter(|number| number.offer.is_some());
                e164 = json!(held.map_or("+14155550000", |number| number.e164.as_str()));
            }
            5 => e164 = json!("+14155550000"),
            _ => {}
        }
        let mut fields = Fields::new();
        for (name, value) in [("country", country), ("type", kind), ("phoneNumber", e164)] {
            if !self.third.seldom(5) {
                fields.insert(name.to_owned(), value);
            }
        }
        for name in ["addressSid", "coupon"] {
            if self.third.seldom(15) {
                fields.insert(name.to_owned(), json!("AD1"));
            }
        }
        let texts =
            ["country", "type", "phoneNumber", "addressSid", "coupon"].map(|name| (name, Type::Text, None));
        self.spoil(&mut fields, &texts, 10);
        fields
    }

    pub(super) fn register_fields(&mut self) -> Fields {
        let mut e164 = self.first.of(&EXTERNAL).copied().unwrap_or_default().to_owned();
        let mut provider = json!("twilio");
        match self.second.weighted(&[(70, 0), (12, 1), (8, 2), (6, 3)], 0) {
            1 => {
                let of_it = self.state.numbers.iter().filter(|number| Some(number.tenant) == self.tenant);
                let own: Vec<&String> = of_it.map(|number| &number.e164).collect();
                e164 = self.second.of(&own).map_or(e164, |own| (*own).clone());
            }
            // Whether these come before an unknown workspace is said nowhere.
            2 if self.tenant.is_some() => {
                e164 = self.second.of(&NO_NUMBERS).copied().unwrap_or_default().to_owned();
            }
            3 if self.tenant.is_some() => provider = json!("telnyx"),
            _ => {}
        }
        let credentials = json!({"accountSid": "AC0123", "authToken": "secret"});
        let mut fields = Fields::new();
        for (name, value) in
            [("phoneNumber", json!(e164)), ("provider", provider), ("credentials", credentials)]
        {
            fields.insert(name.to_owned(), value);
        }
        let all = [("phoneNumber", Type::Text), ("provider", Type::Text), ("credentials", Type::Object)];
        // One thing is wrong at a time: which of two comes first is said nowhere.
        match self.third.weighted(&[(80, 0), (12, 1), (8, 2)], 0) {
            1 => {
                let name = self.third.of(&all).map_or("phoneNumber", |(name, _)| *name);
                fields.remove(name);
            }
            2 => {
                if let Some((name, kind)) = self.third.of(&all).copied() {
                    fields.insert(name.to_owned(), bad(kind, &mut self.third));
                }
            }
            _ => {}
        }
        fields
    }

    pub(super) fn give_back_fields(&mut self) -> Fields {
        let id = match self.third.weighted(&[(84, 0), (8, 1), (8, 2)], 0) {
            1 => None,
            2 => Some(bad(Type::Text, &mut self.third)),
            _ => Some(json!(self.number(true))),
        };
        id.map(|id| ("phoneNumberId".to_owned(), id)).into_iter().collect()
    }
}
