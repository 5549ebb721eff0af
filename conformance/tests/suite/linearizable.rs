//! The search for an order agrees with somebody else's tester on small histories of every kind, right and wrong.

use proptest::prelude::*;
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use testline_conformance::race::{Did, Event, Register, Search, State, search};

/// One number as the other tester sees it.
#[derive(Clone, Debug, PartialEq)]
struct Number {
    register: Register,
    state: State,
}

/// What is asked of a number.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    Take(String),
    Free(Option<String>),
    Read,
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Accepted(bool),
    Held(State),
}

impl SequentialSpec for Number {
    type Op = Asked;
    type Ret = Told;

    fn invoke(&mut self, asked: &Asked) -> Told {
        let Register { retake, takeover, refree } = self.register;
        let (may, after) = match asked {
            Asked::Read => return Told::Held(self.state.clone()),
            Asked::Take(holder) => {
                let may = match &self.state {
                    None => true,
                    Some(held) if held == holder => retake,
                    Some(_) => takeover,
                };
                (may, Some(holder.clone()))
            }
            Asked::Free(from) => {
                let may = match &self.state {
                    None => refree,
                    Some(held) => from.as_ref().is_none_or(|from| from == held),
                };
                (may, None)
            }
        };
        if may {
            self.state = after;
        }
        Told::Accepted(may)
    }
}

fn asked(did: &Did) -> (Asked, Told) {
    match did {
        Did::Read(held) => (Asked::Read, Told::Held(held.clone())),
        Did::Take { holder, accepted } => (Asked::Take(holder.clone()), Told::Accepted(*accepted)),
        Did::Free { holder, accepted } => (Asked::Free(holder.clone()), Told::Accepted(*accepted)),
    }
}

/// Whether the other tester finds an order. `threads` says whose each event is.
fn other_finds(register: Register, events: &[Event], threads: &[usize]) -> bool {
    let mut tester = LinearizabilityTester::new(Number { register, state: None });
    let mut moments: Vec<(u64, bool, usize)> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        moments.push((event.start, false, at));
        moments.push((event.end, true, at));
    }
    // What begins when another ends is at the same time as it, and so begins first here.
    moments.sort_unstable();
    for (_, ends, at) in moments {
        let (asked, told) = asked(&events[at].did);
        let done =
            if ends { tester.on_return(threads[at], told) } else { tester.on_invoke(threads[at], asked) };
        done.expect("a thread asks one thing at a time");
    }
    tester.is_consistent()
}

fn did() -> impl Strategy<Value = Did> {
    let who = || proptest::sample::select(vec!["a", "b"]).prop_map(str::to_owned);
    prop_oneof![
        (who(), any::<bool>()).prop_map(|(holder, accepted)| Did::Take { holder, accepted }),
        (proptest::option::of(who()), any::<bool>())
            .prop_map(|(holder, accepted)| Did::Free { holder, accepted }),
        proptest::option::of(who()).prop_map(Did::Read),
    ]
}

/// Events of three threads: a pause, a length and a deed each.
fn history() -> impl Strategy<Value = (Vec<Event>, Vec<usize>)> {
    let thread = proptest::collection::vec((1..6_u64, 1..9_u64, did()), 0..4);
    proptest::collection::vec(thread, 3).prop_map(|threads| {
        let (mut events, mut whose) = (Vec::new(), Vec::new());
        for (thread, deeds) in threads.into_iter().enumerate() {
            let mut now = 0;
            for (pause, length, did) in deeds {
                let (start, end) = (now + pause, now + pause + length);
                events.push(Event { id: events.len() as u64 + 1, start, end, did });
                whose.push(thread);
                now = end;
            }
        }
        (events, whose)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn both_say_the_same((events, threads) in history(), rules in any::<[bool; 3]>()) {
        let [retake, takeover, refree] = rules;
        let register = Register { retake, takeover, refree };
        let found = search(register, &None, &events, 100_000);
        prop_assert_ne!(&found, &Search::Undecided);
        prop_assert_eq!(matches!(found, Search::Fits(_)), other_finds(register, &events, &threads));
    }

    #[test]
    fn what_happened_in_some_order_fits(steps in proptest::collection::vec((0..3_usize, 0..4_u64, did()), 1..8), rules in any::<[bool; 3]>()) {
        // Told as it would have been, one after the other, and stretched so that it overlaps.
        let [retake, takeover, refree] = rules;
        let mut number = Number { register: Register { retake, takeover, refree }, state: None };
        let mut events = Vec::new();
        for (at, (_, stretch, did)) in (1_u64..).zip(steps) {
            let (asked, _) = asked(&did);
            let did = match (asked.clone(), number.invoke(&asked)) {
                (Asked::Take(holder), Told::Accepted(accepted)) => Did::Take { holder, accepted },
                (Asked::Free(holder), Told::Accepted(accepted)) => Did::Free { holder, accepted },
                (_, Told::Held(held)) => Did::Read(held),
                (Asked::Read, Told::Accepted(_)) => unreachable!("a read is told who holds it"),
            };
            events.push(Event { id: at, start: (at * 10).saturating_sub(stretch * 10), end: at * 10 + stretch * 10, did });
        }
        let found = search(number.register, &None, &events, 100_000);
        prop_assert!(matches!(found, Search::Fits(_)), "{:?}", found);
    }
}
