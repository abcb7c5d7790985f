-- For wrk: reads that a page and a client make, at a pace that nginx lets one address have. Every answer but 200 counts.
local paths = { "/tables", "/loads?limit=5", "/hires_depa?year=2021", "/tables/jobs", "/healthz" }
local next_path = 0
local file = io.open(os.getenv("state") .. "/secret")
local headers = { Host = "localhost", Authorization = "Bearer " .. file:read("l") }
file:close()

function request()
  next_path = next_path % #paths + 1
  return wrk.format("GET", paths[next_path], headers)
end

function delay()
  return 100 -- milliseconds
end

local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() failed = 0 end
function response(status)
  if status ~= 200 then failed = failed + 1 end
end
function done(summary)
  local failures = 0
  for _, thread in ipairs(threads) do failures = failures + thread:get("failed") end
  local e = summary.errors
  local lost = e.connect + e.read + e.write + e.timeout
  io.write(string.format("%d requests, %d failed, %d lost\n", summary.requests, failures, lost))
end
