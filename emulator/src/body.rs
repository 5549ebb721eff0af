//! Reads a request's body within limit and time.

use std::future::{Future as _, poll_fn};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};

use crate::http::{Reply, header};
use crate::problem;

/// How long a body may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How much of a body that is too long is taken and thrown away, in bytes, and how long that may take. Who still sends
/// when the connection closes may lose the answer that has come meanwhile.
const DISCARDED: usize = 64 * 1024 * 1024;
const DISCARDING: Duration = Duration::from_secs(5);

/// Whether a client waits to be asked for its body, and so sends none where it is refused first.
pub(crate) fn waits_to_be_asked(headers: &hyper::HeaderMap) -> bool {
    headers
        .get(header::EXPECT)
        .is_some_and(|expects| expects.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// Reads a body of at most `limit` bytes; says whether it was over the limit.
pub(crate) async fn read(mut body: Incoming, limit: usize, waits: bool) -> Result<(Bytes, bool), Reply> {
    if body.is_end_stream() {
        return Ok((Bytes::new(), false));
    }
    if body.size_hint().lower() > limit as u64 {
        if !waits {
            discard(&mut body).await;
        }
        return Ok((Bytes::new(), true));
    }
    let collected = {
        let mut collecting = std::pin::pin!(Limited::new(&mut body, limit).collect());
        // A short body has mostly come with its head: no timer is started for it.
        match poll_fn(|context| Poll::Ready(collecting.as_mut().poll(context))).await {
            Poll::Ready(collected) => Ok(collected),
            Poll::Pending => tokio::time::timeout(TIMEOUT, collecting).await,
        }
    };
    match collected {
        Ok(Ok(collected)) => Ok((collected.to_bytes(), false)),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            discard(&mut body).await;
            Ok((Bytes::new(), true))
        }
        Ok(Err(_)) => Err(problem::admin(400, "the body ended before it was whole")),
        Err(_) => Err(problem::admin(408, "the body did not arrive in time")),
    }
}

/// Takes what a client still sends.
async fn discard(body: &mut Incoming) {
    let all = async {
        let mut taken = 0;
        while taken < DISCARDED {
            let Some(Ok(frame)) = body.frame().await else { return };
            taken += frame.data_ref().map_or(0, Bytes::len);
        }
    };
    let _ = tokio::time::timeout(DISCARDING, all).await;
}
