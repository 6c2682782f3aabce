import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// Plays one point on a stage: the operation with the fault, a clean daemon after it, and everything that must be true
/// then.
struct TornRound {
    let stage: FaultStage
    let point: TornPoint
    private var complaints: [String] = []
    private(set) var hasFired = false

    init(_ stage: FaultStage, _ point: TornPoint) {
        self.stage = stage
        self.point = point
    }

    private var app: String { FaultReleases.app }

    /// What is wrong; empty when nothing is torn.
    mutating func run() throws -> [String] {
        try point.operation.begin(stage)
        try stage.arm("\(point.role.rawValue) \(point.kind.rawValue) \(point.number) \(stage.log)")
        let result = try stage.slipway(point.operation.words(stage))
        // It connects now, and may be answered by what the next daemon brings back.
        let client = stage.ask()
        stage.down()
        hasFired = Files.exists(stage.fired)
        try stage.disarm()
        try stage.up()
        checkService(client, result)
        try checkBooks()
        checkNothingIsLeft()
        try checkNext()
        return complaints
    }

    private mutating func checkService(_ client: OpenFile?, _ result: Command.Result) {
        let (old, new) = (point.operation.old, point.operation.new)
        if new != nil, old != nil, point.role != .wrapper {
            let answer = stage.answer(client)
            if answer.body == nil { complain("a client of meanwhile got \(answer.other)") }
        }
        let served = settled()
        switch (served, result.ending) {
        case (nil, _) where new != nil && old != nil: complain("nobody serves")
        case (let it, .exited(0)) where it != new: complain("done, and \(it ?? "nothing") serves")
        case (let it, .exited(1)), (let it, .exited(73)), (let it, .exited(65)), (let it, .exited(77)):
            if it != old { complain("failed, and \(it ?? "nothing") serves") }
        case (let it, .exited(2)) where point.operation != .undeploy || it != nil: complain("stuck")
        case (let it, _): if it != new, it != old { complain("\(it ?? "nothing") serves") }
        }
        if !complaints.isEmpty { complaints.append("\(result.ending): \(result.output)\(result.errors)") }
    }

    /// What serves once the daemon has brought everything back; nil when the app is gone for good.
    private func settled() -> String? {
        let shallGo = point.operation.new == nil && isWrittenOff || point.operation.old == nil && !isGood
        let deadline = Clock.monotonic() + 15_000
        while Clock.monotonic() < deadline {
            if shallGo, isGone { return nil }
            if let body = stage.get(), !shallGo { return body }
            _ = poll(nil, 0, 10)
        }
        return stage.get()
    }

    /// A first deploy has ended well by what the daemon, which may be at its recovery still, says.
    private var isGood: Bool {
        let status = try? stage.patiently(["start", app])
        return status?.succeeded == true
    }

    /// The ledger, of which a torn last line is none, says that the app is undeployed.
    private var isWrittenOff: Bool {
        let text = (try? Files.text(stage.layout.app(app).ledger)) ?? ""
        let end = text.lastIndex(of: "\n") ?? text.startIndex
        return text[..<end].contains("\"undeployed\"")
    }

    private var isGone: Bool {
        let layout = stage.layout.app(app)
        var paths = [layout.current, layout.want]
        // The folders of an app are made before its first deploy begins, and hold nothing then.
        if point.operation.old != nil { paths += [layout.generations, layout.run] }
        return !paths.contains { Files.exists($0) }
    }

    private mutating func checkBooks() throws {
        let history = try stage.slipway(["history", app, "--json"])
        // Of what has not even begun there is none.
        let isUnknown = point.operation.old == nil && isGone && history.ending == .exited(66)
        if !history.succeeded, !isUnknown { complain("history: \(history.errors)") }
        let verify = try stage.patiently(["verify", app])
        if isGone {
            if verify.ending != .exited(66) { complain("verify of what is gone: \(verify.ending)") }
        } else if !verify.succeeded {
            complain("verify: \(verify.ending) \(verify.output)\(verify.errors)")
        }
    }

    private mutating func checkNothingIsLeft() {
        let deadline = Clock.monotonic() + 5000
        var left = stage.leftOvers()
        while !left.isEmpty, Clock.monotonic() < deadline {
            _ = poll(nil, 0, 10)
            left = stage.leftOvers()
        }
        if !left.isEmpty { complain("left over: \(left.joined(separator: " "))") }
    }

    private mutating func checkNext() throws {
        if point.operation == .gc {
            let result = try stage.patiently(["gc"])
            if !result.succeeded { complain("the next gc: \(result.ending) \(result.errors)") }
            let left = TornOperation.uncollected(stage)
            if !left.isEmpty { complain("not collected: \(left.joined(separator: " "))") }
        }
        let result = try stage.patiently(stage.deployWords("1.3.0"))
        if !result.succeeded { complain("the next deploy: \(result.ending) \(result.output)\(result.errors)") }
        let body = stage.get()
        if body?.hasPrefix("1.3.0 ") != true { complain("after the next deploy \(body ?? "nothing") serves") }
        checkNothingIsLeft()
    }

    private mutating func complain(_ sentence: String) { complaints.append(sentence) }
}
