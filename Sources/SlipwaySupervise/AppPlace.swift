/// Where one app lives on its node, and under which names: every path a wrapper knows.
package struct AppPlace: Hashable, Sendable {
    /// `<root>/apps/<app>`, absolute.
    package let folder: String
    package let nodeName: String

    package init(folder: String, nodeName: String) {
        self.folder = folder
        self.nodeName = nodeName
    }

    package var appName: String { String(folder.split(separator: "/").last ?? "") }
    package var want: String { folder + "/want.json" }
    package var shared: String { folder + "/shared" }
    package var run: String { folder + "/run" }
    package var lock: String { run + "/wrapper.lock" }
    package var status: String { run + "/status.json" }
    package var control: String { run + "/control.sock" }
    package var logPipe: String { run + "/log.fifo" }
    package var logFolder: String { shared + "/logs" }
    package var log: String { logFolder + "/" + appName + ".log" }

    package func slot(_ generation: Int) -> SlotPlace { SlotPlace(app: self, generation: generation) }
}

/// The paths of one slot: those of its generation, and its private run folder.
package struct SlotPlace: Hashable, Sendable {
    package let app: AppPlace
    package let generation: Int

    package var folder: String { "\(app.folder)/generations/\(generation)" }
    package var release: String { folder + "/release" }
    package var configuration: String { folder + "/config.json" }
    package var work: String { folder + "/work" }
    package var temp: String { folder + "/temp" }
    package var run: String { "\(app.run)/slots/\(generation)" }
    package var control: String { run + "/control" }
    package var reply: String { run + "/reply" }
    package var token: String { run + "/token" }
    package var nodeProperties: String { run + "/node.properties" }
    package var properties: String { run + "/properties" }
}
