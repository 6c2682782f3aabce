import SlipwayControl
import SlipwayNode
import Testing

@Suite struct MetricsViewTests {
    private static var status: StatusDocument {
        var shop = StatusDocument.App(name: "shop", state: "active")
        shop.generation = 6
        shop.restarts = 2
        var metrics = StatusDocument.Metrics()
        metrics.privateBytes = 310_000_000
        metrics.residentBytes = 330_000_000
        metrics.cpuSeconds = 12.25
        metrics.threads = 45
        metrics.openFiles = 120
        metrics.uptimeSeconds = 3600.5
        metrics.heapUsed = 200_000_000
        metrics.heapMax = 536_870_912
        metrics.heapAfterCollection = 100_000_000
        metrics.collectorPercent = 1.5
        metrics.collections = 31
        metrics.classes = 9001
        shop.metrics = metrics
        var probe = StatusDocument.Probe(probe: "http /health?a=\"b\"", verdict: "pass", detail: "200 in 12 ms")
        probe.took = 12
        shop.health = [probe, StatusDocument.Probe(probe: "jvm heap", verdict: "no data", detail: "not asked yet")]
        shop.logLost = 3
        shop.incidents = 1
        var status = StatusDocument(node: "web1", apps: [shop, StatusDocument.App(name: "idle", state: "stopped")])
        var host = StatusDocument.Host()
        host.load1 = 0.5
        host.memoryAvailable = 2_000_000_000
        host.diskFree = 40_000_000_000
        status.host = host
        return status
    }

    private static var lines: [String] {
        MetricsView.lines(status, daemon: 2_500_000, wrappers: ["shop": 120_000])
    }

    @Test func samplesAreNamedAsTheDocumentsSay() {
        let samples = Self.lines.filter { !$0.hasPrefix("#") }
        #expect(
            samples == [
                #"slipway_app_up{app="shop"} 1"#, #"slipway_app_up{app="idle"} 0"#,
                #"slipway_app_generation{app="shop"} 6"#,
                #"slipway_app_restarts_total{app="shop"} 2"#, #"slipway_app_restarts_total{app="idle"} 0"#,
                #"slipway_app_private_bytes{app="shop"} 310000000"#,
                #"slipway_app_resident_bytes{app="shop"} 330000000"#,
                #"slipway_app_heap_used_bytes{app="shop"} 200000000"#,
                #"slipway_app_heap_max_bytes{app="shop"} 536870912"#,
                #"slipway_app_heap_after_collection_bytes{app="shop"} 100000000"#,
                #"slipway_app_collections_total{app="shop"} 31"#, #"slipway_app_collector_ratio{app="shop"} 0.015"#,
                #"slipway_app_classes{app="shop"} 9001"#, #"slipway_app_threads{app="shop"} 45"#,
                #"slipway_app_open_files{app="shop"} 120"#, #"slipway_app_cpu_seconds_total{app="shop"} 12.25"#,
                #"slipway_app_uptime_seconds{app="shop"} 3600.5"#,
                #"slipway_app_probe_up{app="shop",probe="http /health?a=\"b\""} 1"#,
                #"slipway_app_probe_seconds{app="shop",probe="http /health?a=\"b\""} 0.012"#,
                #"slipway_app_log_lost_total{app="shop"} 3"#, #"slipway_app_log_lost_total{app="idle"} 0"#,
                #"slipway_app_incidents{app="shop"} 1"#, #"slipway_app_incidents{app="idle"} 0"#,
                #"slipway_app_wrapper_private_bytes{app="shop"} 120000"#, "slipway_host_load1 0.5",
                "slipway_host_memory_available_bytes 2000000000", "slipway_host_disk_free_bytes 40000000000",
                "slipway_daemon_private_bytes 2500000",
            ])
    }

    /// The grammar of the text format 0.0.4, as far as samples without a time need it.
    @Test func theTextIsWhatPrometheusReads() throws {
        var family = ""
        var seen: Set<String> = []
        var samples: Set<Substring> = []
        for line in Self.lines {
            if line.hasPrefix("# HELP ") {
                family = String(line.split(separator: " ")[2])
                #expect(seen.insert(family).inserted, "\(family) comes twice")
            } else if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                #expect(words.count == 4 && words[2] == family && ["gauge", "counter"].contains(words[3]))
                #expect(family.hasSuffix("_total") == (words[3] == "counter"))
            } else {
                let match = try #require(
                    line.wholeMatch(
                        of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? \S+/))
                #expect(String(match.1) == family)
                let value = try #require(line.split(separator: " ").last)
                #expect(Double(value) != nil)
                #expect(samples.insert(line.dropLast(value.count)).inserted, "\(line) comes twice")
            }
        }
        #expect(seen.count == 24)
    }

    @Test func checksOfOneNameAreOneSample() {
        var app = StatusDocument.App(name: "a", state: "active")
        app.health = ["pass", "fail"].map { StatusDocument.Probe(probe: "tcp http", verdict: $0, detail: "") }
        let lines = MetricsView.lines(StatusDocument(node: "n", apps: [app]), daemon: nil, wrappers: [:])
        #expect(lines.filter { $0.contains("probe_up{") } == [#"slipway_app_probe_up{app="a",probe="tcp http"} 0"#])
    }
}

@Suite struct MetricsAnswerTests {
    private func answer(_ line: String, _ metrics: () throws -> [String] = { ["a 1", "b 2"] }) -> String? {
        MetricsAnswer(Array(line.utf8)).map { String(decoding: $0.bytes(metrics), as: UTF8.self) }
    }

    @Test(arguments: ["GET /metrics HTTP/1.1\r", "GET /metrics?x=1 HTTP/1.0"])
    func theMetricsAreAnswered(line: String) {
        #expect(
            answer(line)
                == "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                + "Content-Length: 8\r\nConnection: close\r\n\r\na 1\nb 2\n")
    }

    @Test func nothingElseIsThere() {
        #expect(answer("GET / HTTP/1.1\r")?.hasPrefix("HTTP/1.1 404 Not Found\r\n") == true)
        #expect(answer("GET http://node/metrics HTTP/1.1")?.hasPrefix("HTTP/1.1 404 Not Found\r\n") == true)
    }

    @Test(arguments: [#"{"schema":1,"verb":{"metrics":{}}}"#, "POST /metrics HTTP/1.1", "GET", "", "GET /metrics"])
    func whatIsNoGetIsNoRequestOfHTTP(line: String) { #expect(answer(line) == nil) }

    @Test func aFailureIsAnAnswer() {
        struct Broken: Error {}
        #expect(answer("GET /metrics HTTP/1.1") { throw Broken() }?.hasPrefix("HTTP/1.1 500 ") == true)
    }
}
