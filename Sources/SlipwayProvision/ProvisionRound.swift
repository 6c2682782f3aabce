import SlipwayModel
import SlipwaySystem

/// Provisions all hosts, several at once; what fails on one is no matter of the others.
package enum ProvisionRound {
    private final class State: @unchecked Sendable {
        let monitor = Monitor()
        var next = 0
        var running = 0
        var news: [(Int, ProvisionNews)] = []
    }

    /// Outcomes in the order of the hosts. `told` is called on the caller's own thread.
    package static func run(
        _ order: ProvisionOrder, ssh: String, told: (Int, ProvisionNews) -> Void
    ) throws -> [ProvisionOutcome] {
        let folder = "/tmp/slipway-ssh-" + (try Randomness.hex(bytes: 6))
        try Disk.makeFolder(folder, mode: 0o700)
        defer { try? Folders.removeAll(folder) }
        let state = State()
        let count = max(1, min(order.jobs, order.hosts.count))
        state.running = count
        for number in 0..<count {
            do {
                try Threads.start { work(order, ssh, folder, state) }
            } catch  where number > 0 {
                state.monitor.with { state.running -= 1 }
            }
        }
        var outcomes = [ProvisionOutcome?](repeating: nil, count: order.hosts.count)
        while true {
            let (news, isOver): ([(Int, ProvisionNews)], Bool) = state.monitor.when {
                if state.news.isEmpty, state.running > 0 { return nil }
                defer { state.news = [] }
                return (state.news, state.running == 0)
            }
            for (number, item) in news {
                if case .ended(let outcome) = item { outcomes[number] = outcome }
                told(number, item)
            }
            if isOver { return outcomes.compactMap { $0 } }
        }
    }

    /// One thread: host after host, until there is none left.
    private static func work(_ order: ProvisionOrder, _ ssh: String, _ folder: String, _ state: State) {
        while true {
            let number = state.monitor.with {
                defer { state.next += 1 }
                return state.next
            }
            guard number < order.hosts.count else {
                state.monitor.with { state.running -= 1 }
                return
            }
            let host = order.hosts[number]
            let call = SSHCall(
                host: host, options: order.options, control: folder + "/\(number)", asks: order.asks)
            func tell(_ news: ProvisionNews) { state.monitor.with { state.news.append((number, news)) } }
            let provisioner = Provisioner(
                order: order, host: host, session: SSHSession(program: ssh, call: call), tell: tell)
            tell(.ended(provisioner.provision()))
        }
    }
}
