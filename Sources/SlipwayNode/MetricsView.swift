package import SlipwayControl
import SlipwayObserve

/// Puts `status` into Prometheus text.
package enum MetricsView {
    private typealias Sample = PrometheusText.Sample
    private typealias App = StatusDocument.App

    /// Lines; the last two numbers are the private bytes of the daemon and of the wrappers, by app.
    package static func lines(_ status: StatusDocument, daemon: Int64?, wrappers: [String: Int64]) -> [String] {
        var text = PrometheusText()
        func gauge(_ name: String, _ help: String, _ value: (App) -> Double?) {
            text.add("slipway_app_" + name, .gauge, help, samples(status.apps, value))
        }
        func counter(_ name: String, _ help: String, _ value: (App) -> Double?) {
            text.add("slipway_app_" + name, .counter, help, samples(status.apps, value))
        }
        gauge("up", "1 when the app is active, else 0.") { $0.state == "active" ? 1 : 0 }
        gauge("generation", "The generation that serves, or would.") { $0.generation.map(Double.init) }
        counter("restarts_total", "How often its process was started again.") { Double($0.restarts) }
        gauge("private_bytes", "Memory that no other process shares.") { $0.metrics?.privateBytes.map(Double.init) }
        gauge("resident_bytes", "Memory in use.") { $0.metrics?.residentBytes.map(Double.init) }
        gauge("heap_used_bytes", "Heap of the Java VM in use.") { $0.metrics?.heapUsed.map(Double.init) }
        gauge("heap_max_bytes", "Heap of the Java VM at most.") { $0.metrics?.heapMax.map(Double.init) }
        gauge("heap_after_collection_bytes", "Heap in use after the latest full collection.") {
            $0.metrics?.heapAfterCollection.map(Double.init)
        }
        counter("collections_total", "Collections of the Java VM.") { $0.metrics?.collections.map(Double.init) }
        gauge("collector_ratio", "Share of the time since the last look that collections took.") {
            $0.metrics?.collectorPercent.map { $0 / 100 }
        }
        gauge("classes", "Classes loaded in the Java VM.") { $0.metrics?.classes.map(Double.init) }
        gauge("threads", "Threads.") { $0.metrics?.threads.map(Double.init) }
        gauge("open_files", "Open files and sockets.") { $0.metrics?.openFiles.map(Double.init) }
        counter("cpu_seconds_total", "Processor time since it began.") { $0.metrics?.cpuSeconds }
        gauge("uptime_seconds", "Time since its process began.") { $0.metrics?.uptimeSeconds }
        addProbes(status.apps, to: &text)
        counter("log_lost_total", "Lines of its log that were lost since its wrapper began.") { Double($0.logLost) }
        gauge("incidents", "Incidents kept.") { Double($0.incidents) }
        gauge("wrapper_private_bytes", "Memory of its wrapper that no other process shares.") {
            wrappers[$0.name].map(Double.init)
        }
        addHost(status.host, to: &text)
        text.add(
            "slipway_daemon_private_bytes", .gauge, "Memory of the daemon that no other process shares.",
            daemon.map { [Sample(Double($0))] } ?? [])
        return text.lines
    }

    private static func samples(_ apps: [App], _ value: (App) -> Double?) -> [Sample] {
        apps.compactMap { app in value(app).map { Sample($0, [("app", app.name)]) } }
    }

    private static func addProbes(_ apps: [App], to text: inout PrometheusText) {
        func samples(_ value: (StatusDocument.Probe) -> Double?) -> [Sample] {
            apps.flatMap { app in
                // A sample may come up once only, and two checks may bear one title.
                Dictionary(grouping: app.health, by: \.probe).sorted { $0.key < $1.key }.compactMap { title, probes in
                    probes.compactMap(value).min().map { Sample($0, [("app", app.name), ("probe", title)]) }
                }
            }
        }
        text.add(
            "slipway_app_probe_up", .gauge, "1 when the check passes, 0 when it fails; absent without data.",
            samples { $0.verdict == "no data" ? nil : $0.verdict == "pass" ? 1 : 0 })
        text.add(
            "slipway_app_probe_seconds", .gauge, "How long the last ask of the check took.",
            samples { $0.took.map { Double($0) / 1000 } })
    }

    private static func addHost(_ host: StatusDocument.Host?, to text: inout PrometheusText) {
        func add(_ name: String, _ help: String, _ value: Double?) {
            text.add("slipway_host_" + name, .gauge, help, value.map { [Sample($0)] } ?? [])
        }
        add("load1", "Mean load of the last minute.", host?.load1)
        add("processors", "Processors.", host?.processors.map(Double.init))
        add("memory_total_bytes", "Memory that programs may take at most.", host?.memoryTotal.map(Double.init))
        add("memory_available_bytes", "Memory that programs may still take.", host?.memoryAvailable.map(Double.init))
        add("disk_total_bytes", "Size of the file system that the node lies in.", host?.diskTotal.map(Double.init))
        add("disk_free_bytes", "Room left in it.", host?.diskFree.map(Double.init))
        add("disk_free_inodes", "Inodes left in it.", host?.inodesFree.map(Double.init))
    }
}
