//! What was said to a world, as a test looks at it.

use std::collections::BTreeMap;
use std::fmt;

use crate::exchange;
use crate::vendors::Vendor;
use crate::world::journal::{Exchange, Journal};

/// The exchanges of a world up to the moment at which the view was taken, oldest first.
///
/// Its text form holds of each exchange the clause, the method, the path from the vendor's root, the headers that a
/// vendor reads or writes, and the bodies; secrets are hidden. With the default clock and seed it is the same at every
/// run, and so can be a snapshot as it is:
///
/// ```no_run
/// # let emulator = testline_emulator::Emulator::start_blocking();
/// insta::assert_snapshot!(emulator.journal().to_string());
/// ```
#[derive(Clone, Debug, Default)]
pub struct JournalView {
    exchanges: Vec<Exchange>,
}

/// The exchanges of a world by operation: what a client that does several things at once is compared by.
#[derive(Clone, Debug, Default)]
pub struct ByOperation(BTreeMap<String, JournalView>);

impl JournalView {
    pub(super) fn of(journal: &Journal) -> Self {
        Self { exchanges: journal.iter().cloned().collect() }
    }

    /// The exchanges.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Exchange> + ExactSizeIterator {
        self.exchanges.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    /// The last one.
    pub fn last(&self) -> Option<&Exchange> {
        self.exchanges.last()
    }

    /// Those with one vendor.
    #[must_use]
    pub fn of_vendor(&self, vendor: Vendor) -> Self {
        self.filter(|exchange| exchange.vendor == vendor)
    }

    /// Those that this says yes to.
    #[must_use]
    pub fn filter(&self, wanted: impl Fn(&Exchange) -> bool) -> Self {
        Self { exchanges: self.exchanges.iter().filter(|exchange| wanted(exchange)).cloned().collect() }
    }

    /// The exchanges of each operation, named `vobiz.list-trunks`; what reached none is under `vobiz.any`.
    pub fn by_operation(&self) -> ByOperation {
        let mut by_operation = BTreeMap::<String, Self>::new();
        for exchange in &self.exchanges {
            let name = format!("{}.{}", exchange.vendor, exchange.operation.unwrap_or("any"));
            by_operation.entry(name).or_default().exchanges.push(exchange.clone());
        }
        ByOperation(by_operation)
    }
}

impl ByOperation {
    /// The exchanges of one operation, such as `vobiz.list-trunks`; none where it was not called.
    pub fn get(&self, operation: &str) -> JournalView {
        self.0.get(operation).cloned().unwrap_or_default()
    }

    /// The operations that were called, with their exchanges.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &JournalView)> {
        self.0.iter().map(|(name, view)| (name.as_str(), view))
    }
}

impl fmt::Display for JournalView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, exchange) in self.exchanges.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&text(at + 1, exchange))?;
        }
        Ok(())
    }
}

impl fmt::Display for ByOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, view)) in self.0.iter().enumerate() {
            let space = if at > 0 { "\n" } else { "" };
            write!(f, "{space}# {name}\n\n{view}")?;
        }
        Ok(())
    }
}

/// One exchange in the text form of a journal.
fn text(place: usize, exchange: &Exchange) -> String {
    let (request, reply) = exchange.told();
    exchange::render(&format!("{place} {}", exchange.clause.id()), &request, &reply)
}
