import Glibc
import SlipwayModel
import SlipwaySystem

/// All slots of an app, in the order of their generations.
final class SlotTable {
    private(set) var runners: [SlotRunner] = []
    private let app: AppLayout
    private let nodeName: String
    private let secrets: SecretFolder
    private let log: LogCollector
    private let members: MembersFile

    /// Takes over what the last status of an earlier wrapper names.
    init(_ app: AppLayout, nodeName: String, _ secrets: SecretFolder, _ log: LogCollector, old: WrapperStatus?) {
        self.app = app
        self.nodeName = nodeName
        self.secrets = secrets
        self.log = log
        members = MembersFile(app)
        let sameBoot = old?.bootId == ProcessTable.bootId()
        Self.endStrays(app, log, known: Set(old?.slots.compactMap { $0.process?.pid } ?? []))
        runners = (old?.slots ?? []).map {
            SlotRunner(restoring: $0, sameBoot: sameBoot, starter($0.generation))
        }
        members.settle()
    }

    /// A wrapper that dies between a start and its word of it leaves a process that nobody would ever end.
    private static func endStrays(_ app: AppLayout, _ log: LogCollector, known: Set<Int32>) {
        for generation in ((try? Files.names(in: app.slots)) ?? []).compactMap({ Int($0) }) {
            guard let process = BirthRecord(app.slotLayout(generation)).process, !known.contains(process.pid) else {
                continue
            }
            log.say("slot \(generation) has a process that no status tells of, pid \(process.pid); it is killed")
            process.signalGroup(SIGKILL)
            // Its port must be free before another is started.
            _ = process.ending(within: 5000)
            let slot = app.slotLayout(generation)
            _ = SlotRemains(of: slot, main: process.pid, isInherited: false, others: []).end()
        }
    }

    subscript(generation: Int) -> SlotRunner? { runners.first { $0.generation == generation } }
    /// A process is at work, or a control group is not empty yet.
    var isBusy: Bool { runners.contains(where: \.isBusy) }
    /// Something is wanted live, and nothing runs at all.
    var isDown: Bool { !isBusy && runners.contains(where: \.isWantedLive) }
    func startIsDue(at now: Int64) -> Bool { runners.contains { $0.startIsDue(at: now) } }
    var pids: Set<Int32> { Set(runners.compactMap(\.pid)) }
    /// What the programs at work listen on.
    var listeners: [ServiceSpec.Listener] { runners.flatMap(\.listeners) }
    var deadline: Int64? { runners.compactMap(\.deadline).min() }

    /// A slot that is not named is to be stopped; it is forgotten once its generation is gone from the disk.
    func want(_ slots: [Want.Slot], _ policy: RestartPolicy?, held: Bool) {
        for slot in slots where self[slot.generation] == nil {
            runners.append(SlotRunner(fresh: starter(slot.generation)))
        }
        runners.sort { $0.generation < $1.generation }
        for runner in runners {
            runner.want(slots.first { $0.generation == runner.generation }?.state ?? .stopped, policy, held: held)
        }
        runners.removeAll { runner in
            !runner.isBusy && !slots.contains { $0.generation == runner.generation }
                && !Files.exists(app.generation(runner.generation))
        }
    }

    /// What waits for its next start is started now.
    func hurry() {
        for runner in runners { runner.hurry() }
    }

    /// Does what is due: ends and starts first, then says who takes clients.
    func advance(_ sockets: ListenerTable) {
        for runner in runners { runner.advance(sockets) }
        for step in AdmissionPlan(runners.map(\.admission)).steps { self[step.generation]?.tell(step.word) }
    }

    private func starter(_ generation: Int) -> SlotStarter {
        SlotStarter(slot: app.slotLayout(generation), nodeName: nodeName, secrets: secrets, log: log, members: members)
    }
}
