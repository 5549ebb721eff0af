-- What every load shares: a thread is a connection, has a number of its own, and sends its requests in turn.

local count = 0

function setup(thread)
  thread:set("number", count)
  count = count + 1
end

-- The requests of this connection; each load says which.
function prepare(requests)
  local at = 0
  -- wrk asks the first thread once, before it starts, to see what requests look like, and sends nothing.
  local looked = number ~= 0
  return function()
    if not looked then
      looked = true
      return requests[1]
    end
    at = at % #requests + 1
    return requests[at]
  end
end

-- A +91 number as paths and bodies have it; the world file of the bench has as many.
function e164(prefix)
  return string.format("%s9190%08d", prefix, number)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"wrong":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
