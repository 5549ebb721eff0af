//! A request and its reply as a journal keeps them: heads and bodies in one piece of memory, since there are thousands.

use bytes::Bytes;

use crate::http::{HeaderName, HeaderValue, Headers, Method, Reply, Request, StatusCode};

/// How many bytes say how long a text is.
const LENGTH: usize = size_of::<u32>();

/// A request and its reply, with at most so much of a body as the journal allows.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    method: Method,
    over_limit: bool,
    status: StatusCode,
    /// How many headers the request has.
    headers: u32,
    /// Target, then name and value of each header, then body, of the request; the same of the reply, which has no
    /// target. Before each text stands its length.
    texts: Box<[u8]>,
}

impl Kept {
    /// Copies both, so that no buffer of a connection stays alive.
    pub(super) fn new(request: &Request, reply: &Reply, longest: usize) -> Self {
        let cut = |body: &Bytes| body.slice(..body.len().min(longest));
        let bodies = [cut(&request.body), cut(&reply.body)];
        let texts = 3 + 2 * (request.headers.len() + reply.headers.len());
        let bytes = request.target.len() + bodies[0].len() + bodies[1].len();
        let room = texts * LENGTH + bytes + heads(&request.headers) + heads(&reply.headers);
        let mut texts = Vec::with_capacity(room);
        put(&mut texts, request.target.as_bytes());
        for (headers, body) in [(&request.headers, &bodies[0]), (&reply.headers, &bodies[1])] {
            for (name, value) in headers.iter() {
                put(&mut texts, name.as_str().as_bytes());
                put(&mut texts, value.as_bytes());
            }
            put(&mut texts, body);
        }
        Self {
            method: request.method.clone(),
            over_limit: request.over_limit,
            status: reply.status,
            headers: u32::try_from(request.headers.len()).unwrap_or(u32::MAX),
            texts: texts.into_boxed_slice(),
        }
    }

    /// The status of the reply.
    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    /// How many bytes it takes, lengths included.
    pub(super) fn bytes(&self) -> usize {
        self.texts.len()
    }

    /// Both, as they were.
    pub(super) fn parts(&self) -> (Request, Reply) {
        let mut texts = Texts(&self.texts);
        let target = String::from_utf8_lossy(texts.next().unwrap_or_default()).into_owned();
        let headers: Headers = (0..self.headers).filter_map(|_| texts.header()).collect();
        let body = Bytes::copy_from_slice(texts.next().unwrap_or_default());
        let request =
            Request { method: self.method.clone(), target, headers, body, over_limit: self.over_limit };
        let mut headers = Headers::new();
        // The last text is the body.
        while texts.more_than_one()
            && let Some((name, value)) = texts.header()
        {
            headers.push(name, value);
        }
        let body = Bytes::copy_from_slice(texts.next().unwrap_or_default());
        (request, Reply { status: self.status, headers, body })
    }
}

/// How many bytes names and values have.
fn heads(headers: &Headers) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

fn put(texts: &mut Vec<u8>, text: &[u8]) {
    // A head is bounded by the listener, and a body by the journal.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    texts.extend_from_slice(&length.to_le_bytes());
    texts.extend_from_slice(text);
}

/// The texts that are still to be read.
struct Texts<'k>(&'k [u8]);

impl<'k> Texts<'k> {
    fn header(&mut self) -> Option<(HeaderName, HeaderValue)> {
        let (name, value) = (self.next()?, self.next()?);
        Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
    }

    fn more_than_one(&self) -> bool {
        let mut rest = Texts(self.0);
        rest.next().is_some() && !rest.0.is_empty()
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
            prop_assert_eq!(Kept::new(&request, &reply, 20).parts(), (request.clone(), reply.clone()));
            let (cut, _) = Kept::new(&request, &reply, 3).parts();
            prop_assert_eq!(&cut.body[..], &request.body[..request.body.len().min(3)]);
        }
    }
}
