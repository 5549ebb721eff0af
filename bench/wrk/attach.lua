-- Attaches a number to an agent of UnleashX, JSON both ways.
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init()
  local headers = { ["token"] = "YOUR_AUTH_TOKEN", ["Content-Type"] = "application/json" }
  local body = '{"agent_id":"agent_abc123xyz","numbers":["' .. e164("+") .. '"],"provider":"san"}'
  request = prepare({ wrk.format("POST", "/api/agent/attach-phone-number", headers, body) })
end
