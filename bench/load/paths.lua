-- Walks over the routes of the reloaded table, so that each reload changes routes that are being asked for.
local paths = {}
local at = 0
init = function(_)
    for n = 0, 999 do
        paths[#paths + 1] = wrk.format("GET", string.format("/resource-%d/item/%d", n * 10, n))
    end
end
request = function()
    at = at % #paths + 1
    return paths[at]
end
done = function(summary, latency, _)
    local e = summary.errors
    io.write(string.format(
        '{"requests":%d,"duration_us":%d,"failed":%d,"refused":%d,"p50_us":%d,"p99_us":%d,"max_us":%d}\n',
        summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
