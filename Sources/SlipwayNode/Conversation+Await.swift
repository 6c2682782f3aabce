import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Waits for what a start has begun, and tells why it does not come to anything.
extension Conversation {
    /// What runs is not ended for a start that cannot succeed.
    func requireSecrets(_ desk: AppDesk, _ generation: Int) throws {
        let secrets = SecretFolder(node.configuration.layout)
        let unset = try desk.generations.service(generation).secrets.filter { !secrets.contains($0) }
        guard let first = unset.first else { return }
        var refusal = PreflightPlan.unset(first, command: node.configuration.command)
        refusal.detail = unset.dropFirst().map { "and the secret \($0) is not set" }
        throw refusal
    }

    /// Seconds until a process other than the incarnation `besides` admits clients.
    func awaitServing(_ desk: AppDesk, _ generation: Int, besides: Int?) throws -> Double {
        let begun = Clock.monotonic()
        let limit = try desk.generations.spec(generation).start.deadline
        let deadline = begun + Int64(limit.milliseconds)
        let rev = try WantFile(desk.app).read()?.rev ?? 0
        var progress = try desk.link.wait(until: deadline) { status in
            // What it says of an earlier want is no answer to this one.
            status.rev >= rev ? StartProgress(status, generation, besides: besides) : nil
        }
        if case .troubled = progress {
            // What a process has left behind may have the port a moment longer than the process itself.
            let grace = min(deadline, Clock.monotonic() + Self.grace)
            progress =
                try desk.link.wait(until: grace) { status in
                    switch StartProgress(status, generation, besides: besides) {
                    case .serves: .serves
                    case .failed(let why): .failed(why)
                    case .troubled, nil: nil
                    }
                } ?? progress
            if case .troubled = progress {
                // No trouble any more: then it is on its way, and has its time.
                progress = try desk.link.wait(until: deadline) {
                    StartProgress($0, generation, besides: besides)
                }
            }
        }
        switch progress {
        case .serves: break
        case .failed(let why), .troubled(let why):
            throw Refusal(.failed, "\(desk.name) does not start: \(why)", detail: LogTail.lines(desk.app, 12))
        case nil:
            throw Refusal(.failed, "\(desk.name) was not active after \(limit)", detail: LogTail.lines(desk.app, 12))
        }
        try awaitFirstPass(desk, generation)
        desk.watch?.awaitSight { status in
            if case .serves = StartProgress(status, generation, besides: besides) { true } else { false }
        }
        return Double(Clock.monotonic() - begun) / 1000
    }

    /// Milliseconds.
    private static let grace: Int64 = 1500

    /// A program that does not tell when it is up is up once its checks have passed.
    private func awaitFirstPass(_ desk: AppDesk, _ generation: Int) throws {
        let service = try desk.generations.service(generation)
        guard service.sockets != .admitted, !service.health.isEmpty else { return }
        var patient = service
        // A check that only alerts keeps nobody waiting, and a start warms nothing up.
        patient.health = service.health.filter { $0.then == .restart }
        patient.start.warmUp = []
        switch try HealthJudge(link: desk.link).gate(generation: generation, service: patient, again: true) {
        case .passed: if let process = try slot(desk, generation)?.process { desk.watch?.prove(process) }
        case .failed(let reason, let evidence):
            throw Refusal(.failed, "\(desk.name) is not active: \(reason)", detail: evidence)
        }
    }
}
