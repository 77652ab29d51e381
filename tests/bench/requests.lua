-- Asks for the addresses of a file in turn; at the end tells what it saw as one line of JSON.
--
-- Arguments: the file, and for how many milliseconds each connection is idle before its first
-- request. A line of the file is a path and, after a tab, the value of If-None-Match, if any.

local asked = {}
local turn = 0
local connections = 0
local idle = 0

function init(arguments)
   for line in io.lines(arguments[1]) do
      local path, etag = line:match("^([^\t]*)\t?(.*)$")
      local headers = etag ~= "" and { ["If-None-Match"] = etag } or nil
      asked[#asked + 1] = wrk.format("GET", path, headers)
   end
   connections = tonumber(arguments[2])
   idle = tonumber(arguments[3])
end

function delay()
   if connections == 0 then
      return 0
   end
   connections = connections - 1
   return idle
end

function request()
   turn = turn % #asked + 1
   return asked[turn]
end

function done(summary, latency)
   local errors = summary.errors
   local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   local seen = {}
   for place = 1, #latency do
      local microseconds, times = latency(place)
      seen[#seen + 1] = string.format("[%d, %d]", microseconds, times)
   end
   io.write(string.format(
      '{"seconds": %f, "failed": %d, "latencies": [%s]}\n',
      summary.duration / 1e6, failed, table.concat(seen, ", ")))
end
