-- Links a number of Dasha to one agent and to another.
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init()
  local headers = { ["Authorization"] = "Bearer testline" }
  local path = string.format("/api/v1/sip-phone-numbers/00000000-0000-4000-8000-%012x/agent-link", number)
  local link = function(agent)
    return wrk.format("PUT", path .. "?agentId=9839c486-f904-4db4-9d66-228964d765" .. agent, headers, nil)
  end
  request = prepare({ link("80"), link("81") })
end
