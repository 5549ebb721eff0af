-- Asks each of many worlds once for its account, found by nothing but its credentials: lines of a file, "id token".
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init(arguments)
  local requests = {}
  for line in io.lines(arguments[1]) do
    local id, token = line:match("(%S+) (%S+)")
    requests[#requests + 1] = wrk.format("GET", "/api/v1/auth/me", { ["X-Auth-ID"] = id, ["X-Auth-Token"] = token }, nil)
  end
  request = prepare(requests)
end
