-- Assigns a number to a trunk of Vobiz and unassigns it.
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init()
  local path = "/api/v1/Account/MA_XXXXXX/numbers/" .. e164("%2B") .. "/assign"
  local headers = { ["X-Auth-ID"] = "MA_XXXXXX", ["X-Auth-Token"] = "testline" }
  local unassign = wrk.format("DELETE", path, headers, nil)
  headers["Content-Type"] = "application/json"
  local body = '{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}'
  request = prepare({ wrk.format("POST", path, headers, body), unassign })
end
