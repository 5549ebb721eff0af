//! A request and its reply as a journal keeps them, of which there are thousands: heads that are the same are shared, and
//! the rest stands in one piece of memory.

use std::sync::Arc;

use bytes::Bytes;

use super::heads::Heads;
use crate::http::{HeaderName, HeaderValue, Headers, Method, Reply, Request, StatusCode};

/// How many bytes say how long a text is.
const LENGTH: usize = size_of::<u32>();

/// A request and its reply, with at most so much of a body as the journal allows.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    over_limit: bool,
    status: StatusCode,
    /// The method of the request, then name and value of each of its headers; those of the reply. Before each text stands
    /// its length.
    heads: [Arc<[u8]>; 2],
    /// Target and body of the request, then the body of the reply, likewise.
    texts: Box<[u8]>,
}

impl Kept {
    /// Copies both, so that no buffer of a connection stays alive.
    pub(super) fn new(request: &Request, reply: &Reply, longest: usize, heads: &mut Heads) -> Self {
        let [sent, answered] = [&request.body, &reply.body].map(|body| &body[..body.len().min(longest)]);
        let parts = [request.target.as_bytes(), sent, answered];
        let mut texts = Vec::with_capacity(parts.iter().map(|part| LENGTH + part.len()).sum());
        parts.into_iter().for_each(|part| put(&mut texts, part));
        let request_head = heads.shared(|head| {
            put(head, request.method.as_str().as_bytes());
            put_fields(head, &request.headers);
        });
        let reply_head = heads.shared(|head| put_fields(head, &reply.headers));
        Self {
            over_limit: request.over_limit,
            status: reply.status,
            heads: [request_head, reply_head],
            texts: texts.into_boxed_slice(),
        }
    }

    /// The status of the reply.
    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    /// How many bytes it takes, lengths included; heads count where they are shared too.
    pub(super) fn bytes(&self) -> usize {
        self.texts.len() + self.heads.iter().map(|head| head.len()).sum::<usize>()
    }

    /// Both, as they were.
    pub(super) fn parts(&self) -> (Request, Reply) {
        let mut texts = Texts(&self.texts);
        let target = String::from_utf8_lossy(texts.next().unwrap_or_default()).into_owned();
        let [sent, answered] = [(); 2].map(|()| Bytes::copy_from_slice(texts.next().unwrap_or_default()));
        let [mut head, reply_head] = [Texts(&self.heads[0]), Texts(&self.heads[1])];
        let method = Method::from_bytes(head.next().unwrap_or_default()).unwrap_or_default();
        let over_limit = self.over_limit;
        let request = Request { method, target, headers: head.fields(), body: sent, over_limit };
        (request, Reply { status: self.status, headers: reply_head.fields(), body: answered })
    }
}

fn put_fields(texts: &mut Vec<u8>, headers: &Headers) {
    for (name, value) in headers.iter() {
        put(texts, name.as_str().as_bytes());
        put(texts, value.as_bytes());
    }
}

fn put(texts: &mut Vec<u8>, text: &[u8]) {
    // A head is bounded by the listener, and a body by the journal.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    texts.extend_from_slice(&length.to_le_bytes());
    texts.extend_from_slice(text);
}

/// The texts that are still to be read.
struct Texts<'k>(&'k [u8]);

impl Texts<'_> {
    /// The fields of which these are names and values.
    fn fields(mut self) -> Headers {
        let field = || {
            let (name, value) = (self.next()?, self.next()?);
            Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
        };
        std::iter::from_fn(field).collect()
    }
}

impl<'k> Iterator for Texts<'k> {
    type Item = &'k [u8];

    fn next(&mut self) -> Option<&'k [u8]> {
        let (length, rest) = self.0.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (text, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(fields: &[(String, Vec<u8>)]) -> Headers {
        let field = |(name, value): &(String, Vec<u8>)| {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("letters");
            (name, HeaderValue::from_bytes(value).expect("no control characters"))
        };
        fields.iter().map(field).collect()
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back_as_it_was(
            target in "/\\PC{0,20}",
            sent in proptest::collection::vec(("[a-z]{1,8}", proptest::collection::vec(32_u8..127, 0..9)), 0..4),
            got in proptest::collection::vec(("[a-z]{1,8}", proptest::collection::vec(128_u8.., 0..9)), 0..4),
            bodies in proptest::array::uniform2(proptest::collection::vec(any::<u8>(), 0..20)),
        ) {
            let mut request = Request::new(Method::POST, target);
            (request.headers, request.body) = (headers(&sent), bodies[0].clone().into());
            let mut reply = Reply::empty(StatusCode::CREATED);
            (reply.headers, reply.body) = (headers(&got), bodies[1].clone().into());
            let heads = &mut Heads::default();
            for _ in 0..2 {
                let kept = Kept::new(&request, &reply, 20, heads);
                prop_assert_eq!(kept.parts(), (request.clone(), reply.clone()));
            }
            let (cut, _) = Kept::new(&request, &reply, 3, heads).parts();
            prop_assert_eq!(&cut.body[..], &request.body[..request.body.len().min(3)]);
        }
    }
}
