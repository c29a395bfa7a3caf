-- A JSON order, posted: what mapping templates and body models work on. Prepared once, like wrk's own bytes.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"order":{"id":4711,"customer":{"name":"Ada Lovelace","tier":"gold"},"lines":[{"sku":"A-1","count":2},{"sku":"B-7","count":1}]}}'
done = function(summary, latency, _)
    local e = summary.errors
    io.write(string.format(
        '{"requests":%d,"duration_us":%d,"failed":%d,"refused":%d,"p50_us":%d,"p99_us":%d,"max_us":%d}\n',
        summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
