//! Whether a history of one number fits some order: the search of Wing and Gong, depth first, with a memo of what was
//! tried (Lowe, 2017).

use std::collections::BTreeSet;

use super::register::{Did, Register, State};

/// Something done to a number, and from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id in the race.
    pub id: u64,
    /// When it was sent.
    pub start: u64,
    /// When its reply was there.
    pub end: u64,
    /// What was done.
    pub did: Did,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// There is such an order; this is the state in which it ends.
    Fits(State),
    /// There is none.
    FitsNot,
    /// It took too many steps to know.
    Undecided,
}

/// Looks for an order of the events in which each could follow the others, and none comes before one that had ended
/// when it began.
///
/// It stops at the first order that it finds, so that the state at the end is the only one only where
/// the last event tells it.
pub fn search(register: Register, start: &State, events: &[Event], most_steps: usize) -> Search {
    let mut tried: BTreeSet<(Vec<u64>, State)> = BTreeSet::new();
    let mut open: Vec<(Vec<u64>, State)> = vec![(vec![0; events.len().div_ceil(64)], start.clone())];
    let mut by_end: Vec<usize> = (0..events.len()).collect();
    by_end.sort_by_key(|at| std::cmp::Reverse(events[*at].end));
    let mut steps = 0;
    while let Some((mut done, state)) = open.pop() {
        // What fits here and changes nothing anywhere can come now: it keeps nothing else from coming later.
        while let Some(at) = candidates(events, &by_end, &done).find(|at| {
            let did = &events[*at].did;
            did.changes_nothing() && register.step(&state, did).is_some()
        }) {
            done[at / 64] |= 1 << (at % 64);
        }
        if !tried.insert((done.clone(), state.clone())) {
            continue;
        }
        steps += 1;
        if steps > most_steps {
            return Search::Undecided;
        }
        if by_end.iter().all(|at| is_done(&done, *at)) {
            return Search::Fits(state);
        }
        // What ended first is pushed last and so tried first.
        for at in candidates(events, &by_end, &done) {
            if let Some(next) = register.step(&state, &events[at].did) {
                let mut done = done.clone();
                done[at / 64] |= 1 << (at % 64);
                open.push((done, next));
            }
        }
    }
    Search::FitsNot
}

/// The events that may come next: no other that is left had ended when they began.
fn candidates<'s>(
    events: &'s [Event],
    by_end: &'s [usize],
    done: &[u64],
) -> impl Iterator<Item = usize> + use<'s> {
    let done = done.to_vec();
    let first_end = by_end.iter().rev().find(|at| !is_done(&done, **at)).map_or(0, |at| events[*at].end);
    by_end.iter().copied().filter(move |at| !is_done(&done, *at) && events[*at].start <= first_end)
}

const fn is_done(done: &[u64], at: usize) -> bool {
    done[at / 64] & (1 << (at % 64)) != 0
}

/// The fewest of these events that still fit no order. Only such are left out as could be left out of any history that
/// fits: what changes nothing, and what comes after everything else.
pub fn smallest(register: Register, start: &State, events: &[Event], most_steps: usize) -> Vec<Event> {
    let mut kept = events.to_vec();
    kept.sort_by_key(|event| event.start);
    let mut at = kept.len();
    while at > 0 {
        at -= 1;
        let event = &kept[at];
        let last = kept.iter().all(|other| other.id == event.id || other.end < event.start);
        if !(event.did.changes_nothing() || last) {
            continue;
        }
        let mut fewer = kept.clone();
        fewer.remove(at);
        if search(register, start, &fewer, most_steps) == Search::FitsNot {
            kept = fewer;
            // What was in the middle may come last now.
            at = kept.len();
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOBIZ: Register = Register { retake: false, takeover: false, refree: false };

    fn take(holder: &str, accepted: bool) -> Did {
        Did::Take { holder: holder.to_owned(), accepted }
    }

    fn read(holder: Option<&str>) -> Did {
        Did::Read(holder.map(str::to_owned))
    }

    /// Events by (start, end, what), numbered from 1.
    fn events(of: &[(u64, u64, Did)]) -> Vec<Event> {
        let numbered = of.iter().zip(1..);
        numbered
            .map(|((start, end, did), id)| Event { id, start: *start, end: *end, did: did.clone() })
            .collect()
    }

    fn found(of: &[(u64, u64, Did)]) -> Search {
        search(VOBIZ, &None, &events(of), 10_000)
    }

    #[test]
    fn what_overlaps_may_take_effect_in_either_order() {
        let fits = found(&[(0, 10, take("a", true)), (5, 15, take("b", false)), (5, 6, read(None))]);
        assert_eq!(fits, Search::Fits(Some("a".to_owned())));
    }

    #[test]
    fn two_winners_fit_no_order() {
        assert_eq!(found(&[(0, 10, take("a", true)), (0, 10, take("b", true))]), Search::FitsNot);
    }

    #[test]
    fn a_stale_read_fits_no_order() {
        assert_eq!(found(&[(0, 1, take("a", true)), (2, 3, read(None))]), Search::FitsNot);
        // At the same time as the change it is none.
        assert!(matches!(found(&[(0, 2, take("a", true)), (1, 3, read(None))]), Search::Fits(_)));
    }

    #[test]
    fn a_refusal_for_no_reason_fits_no_order() {
        assert_eq!(found(&[(0, 1, take("a", false))]), Search::FitsNot);
    }

    #[test]
    fn too_many_steps_decide_nothing() {
        let free = || Did::Free { holder: None, accepted: true };
        let many: Vec<(u64, u64, Did)> =
            (0..20).map(|at| (0, 10, if at % 2 == 0 { take("a", true) } else { free() })).collect();
        assert_eq!(search(VOBIZ, &None, &events(&many), 10), Search::Undecided);
        assert_eq!(search(VOBIZ, &None, &events(&many), 10_000), Search::Fits(None));
    }

    #[test]
    fn a_violation_is_shown_by_as_few_events_as_show_it() {
        let shown = smallest(
            VOBIZ,
            &None,
            &events(&[
                (0, 1, read(None)),
                (0, 1, take("a", true)),
                (2, 3, take("b", false)),
                (4, 5, read(None)),
                (6, 7, read(Some("a"))),
                (8, 9, Did::Free { holder: None, accepted: true }),
                (10, 11, take("b", true)),
            ]),
            10_000,
        );
        assert_eq!(shown.iter().map(|event| event.id).collect::<Vec<_>>(), [2, 4]);
    }
}
