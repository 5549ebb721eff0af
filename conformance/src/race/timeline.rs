//! Operations as lines, in the order in which they were sent.

use super::history::Operation;

/// One line an operation: when, who, what, and what came.
pub(super) fn timeline<'o>(operations: impl IntoIterator<Item = &'o Operation>) -> String {
    let mut shown: Vec<&Operation> = operations.into_iter().collect();
    shown.sort_by_key(|operation| operation.start);
    let ms = |nanoseconds: u64| nanoseconds as f64 / 1e6;
    let line = |operation: &Operation| {
        format!(
            "  {:>10.3} to {:>10.3} ms  client {:<3} {} {}{} -> {} {}\n",
            ms(operation.start),
            ms(operation.end),
            operation.client,
            operation.request.method,
            operation.request.target,
            body(&operation.request.body),
            operation.reply.status.as_u16(),
            operation.clause.as_deref().unwrap_or("")
        )
    };
    shown.into_iter().map(line).collect()
}

fn body(body: &[u8]) -> String {
    if body.is_empty() { String::new() } else { format!(" {}", String::from_utf8_lossy(body)) }
}
