//! The numbers of each account as they are listed, the latest purchase first: derived, so that a page walks over no
//! other numbers.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::records::Number;
use crate::world::table::Table;
use crate::world::text::Text;

/// Where a number stands in a list; of two that were bought at once the lower goes first.
type Place = (Reverse<Timestamp>, Text);

/// The places of the numbers of each account.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listing(Table<Text, Table<Place, ()>>);

impl Listing {
    /// The listing of these numbers.
    pub(super) fn of(numbers: &Table<Text, Number>) -> Self {
        let mut listing = Self::default();
        for (e164, number) in numbers.iter() {
            listing.put(e164, number);
        }
        listing
    }

    /// Lists a number of an account.
    pub(super) fn put(&mut self, e164: &str, number: &Number) {
        let place = (Reverse(number.purchased_at), Text::from(e164));
        match self.0.get_mut(&number.account) {
            Some(places) => places.insert(place, ()),
            None => self.0.insert(number.account.clone(), [(place, ())].into_iter().collect()),
        }
    }

    /// Lists a number no longer; it is as it was when it was put there.
    pub(super) fn remove(&mut self, e164: &str, number: &Number) {
        if let Some(places) = self.0.get_mut(&number.account) {
            places.remove(&(Reverse(number.purchased_at), e164.into()));
        }
    }

    /// How many numbers these accounts have.
    pub(super) fn count(&self, accounts: &[&str]) -> usize {
        accounts.iter().filter_map(|account| self.0.get(*account)).map(Table::len).sum()
    }

    /// The numbers of these accounts in the order of a list.
    pub(super) fn in_order<'s>(&'s self, accounts: &[&str]) -> impl Iterator<Item = &'s str> + use<'s> {
        let lists = accounts.iter().filter_map(|account| self.0.get(*account));
        let mut lists: Vec<_> =
            lists.map(|places| places.iter().map(|(place, ())| place).peekable()).collect();
        std::iter::from_fn(move || {
            let heads = lists.iter_mut().enumerate().filter_map(|(at, list)| Some((*list.peek()?, at)));
            let (_, next) = heads.min()?;
            lists[next].next().map(|(_, e164)| e164.as_str())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(account: &str, second: i64) -> Number {
        let purchased_at = Timestamp::from_second(second).expect("a small number of seconds");
        Number { account: account.into(), purchased_at, ..Number::default() }
    }

    #[test]
    fn the_latest_purchase_of_any_of_the_accounts_comes_first() {
        let numbers: Table<Text, Number> = [("+3", "a", 1), ("+1", "b", 2), ("+2", "a", 2), ("+4", "c", 3)]
            .map(|(e164, account, second)| (e164.into(), number(account, second)))
            .into_iter()
            .collect();
        let mut listing = Listing::of(&numbers);
        assert_eq!(listing.in_order(&["a", "b"]).collect::<Vec<_>>(), ["+1", "+2", "+3"]);
        listing.remove("+2", &number("a", 2));
        listing.put("+2", &number("c", 2));
        assert_eq!(listing.in_order(&["c", "a"]).collect::<Vec<_>>(), ["+4", "+2", "+3"]);
        assert_eq!((listing.count(&["a", "b", "c"]), listing.count(&["nobody"])), (4, 0));
    }
}
