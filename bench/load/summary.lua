-- Prints wrk's summary as one line of JSON. It sets no request(), so the load stays wrk's own prepared bytes.
done = function(summary, latency, _)
    local e = summary.errors
    io.write(string.format(
        '{"requests":%d,"duration_us":%d,"failed":%d,"refused":%d,"p50_us":%d,"p99_us":%d,"max_us":%d}\n',
        summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
