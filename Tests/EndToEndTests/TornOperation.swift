import SlipwayModel
import SlipwaySystem
import Testing

/// What is done to the node while a fault waits, and what may be served after it.
enum TornOperation: String, CaseIterable, Sendable {
    case first, deploy, rollback, config, undeploy, gc

    /// What serves before; nil: nothing.
    var old: String? { self == .first ? nil : Self.second }

    private static let second = "1.1.0 red"

    /// What serves when it has been done; nil: nothing.
    var new: String? {
        switch self {
        case .first, .deploy: "1.2.0 red"
        case .rollback: "1.0.0 red"
        case .config: "1.1.0 blue"
        case .undeploy: nil
        case .gc: Self.second
        }
    }

    func words(_ stage: FaultStage) throws -> [String] {
        switch self {
        case .first, .deploy: try stage.deployWords("1.2.0")
        case .rollback: ["rollback", FaultReleases.app]
        case .config: ["config", "set", FaultReleases.app, "ten.color=blue"]
        case .undeploy: ["undeploy", FaultReleases.app]
        case .gc: ["gc"]
        }
    }

    /// Two generations, of which the second serves; then stopped and put aside.
    static func prepare(_ stage: FaultStage) throws {
        try stage.restore()
        try stage.up()
        expect(try stage.slipway(stage.deployWords("1.0.0")), 0)
        expect(try stage.slipway(stage.deployWords("1.1.0")), 0)
        #expect(stage.get() == Self.second)
        expect(try stage.slipway(["node", "down", "--stop-apps"]), 0)
        stage.down()
        try stage.keep()
    }

    /// From where it was put aside to where the operation begins.
    func begin(_ stage: FaultStage) throws {
        try stage.restore(empty: self == .first)
        try stage.up()
        if self == .first { return }
        // Returns once the app runs and its recovery is over.
        expect(try stage.patiently(["start", FaultReleases.app]), 0)
        guard self == .gc else { return }
        // What the daemon itself collects when it starts is collected before there is any.
        expect(try stage.patiently(["gc"]), 0)
        let releases = stage.layout.releases
        let one = try #require(try Files.names(in: releases).first)
        expect(try Command.run("cp", ["-al", "\(releases)/\(one)", releases + "/" + Self.garbage]), 0)
        for shelf in ["00", "01"] {
            let path = "\(stage.layout.objects)/\(shelf)/\(shelf)" + String(repeating: "0", count: 62)
            try Folders.make(parent(of: path))
            try Disk.write(Array("garbage".utf8), to: try Disk.create(path), path)
        }
    }

    private static let garbage = "000000000000"

    /// What must be gone after a collection.
    static func uncollected(_ stage: FaultStage) -> [String] {
        let objects = ["00", "01"].map { "\(stage.layout.objects)/\($0)/\($0)" + String(repeating: "0", count: 62) }
        return ([stage.layout.releases + "/" + garbage] + objects).filter { Files.exists($0) }
    }
}
