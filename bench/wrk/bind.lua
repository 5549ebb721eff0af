-- Binds a number of Trillet to an agent.
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init()
  local headers = {
    ["x-api-key"] = "tk_testline",
    ["x-workspace-id"] = "664a1b2c3d4e5f6a7b8c9d0e",
    ["Content-Type"] = "application/json",
  }
  local path = string.format("/v1/api/agents/64f9b12a/bind/%08x", number)
  request = prepare({ wrk.format("POST", path, headers, '{"recordCalls":true}') })
end
