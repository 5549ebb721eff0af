-- Lists the first page, 25 numbers, of an account of Vobiz.
dofile(os.getenv("BENCH_WRK") .. "/common.lua")
function init()
  local headers = { ["X-Auth-ID"] = "MA_XXXXXX", ["X-Auth-Token"] = "testline" }
  local path = "/api/v1/Account/MA_XXXXXX/numbers?page=1&per_page=25"
  request = prepare({ wrk.format("GET", path, headers, nil) })
end
