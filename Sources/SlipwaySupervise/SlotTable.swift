import SlipwayModel
import SlipwaySystem

/// All slots of an app, in the order of their generations.
final class SlotTable {
    private(set) var runners: [SlotRunner] = []
    private let app: AppLayout
    private let nodeName: String
    private let log: LogCollector

    /// Takes over what the last status of an earlier wrapper names.
    init(_ app: AppLayout, nodeName: String, _ log: LogCollector, old: WrapperStatus?) {
        self.app = app
        self.nodeName = nodeName
        self.log = log
        let sameBoot = old?.bootId == ProcessTable.bootId()
        runners = (old?.slots ?? []).map {
            SlotRunner(restoring: $0, sameBoot: sameBoot, starter($0.generation))
        }
    }

    subscript(generation: Int) -> SlotRunner? { runners.first { $0.generation == generation } }
    var hasProcess: Bool { runners.contains(where: \.hasProcess) }
    var pids: Set<Int32> { Set(runners.compactMap(\.pid)) }
    var deadline: Int64? { runners.compactMap(\.deadline).min() }

    /// A slot that is not named is to be stopped; it is forgotten once its generation is gone from the disk.
    func want(_ slots: [Want.Slot], _ policy: RestartPolicy?) {
        for slot in slots where self[slot.generation] == nil {
            runners.append(SlotRunner(fresh: starter(slot.generation)))
        }
        runners.sort { $0.generation < $1.generation }
        for runner in runners {
            runner.want(slots.first { $0.generation == runner.generation }?.state ?? .stopped, policy)
        }
        runners.removeAll { runner in
            !runner.hasProcess && !slots.contains { $0.generation == runner.generation }
                && !Files.exists(app.generation(runner.generation))
        }
    }

    /// Does what is due: ends and starts first, then says who takes clients.
    func advance(_ sockets: SlotStarter.Sockets) {
        for runner in runners { runner.advance(sockets) }
        for step in AdmissionPlan(runners.map(\.admission)).steps { self[step.generation]?.tell(step.word) }
    }

    private func starter(_ generation: Int) -> SlotStarter {
        SlotStarter(slot: app.slotLayout(generation), nodeName: nodeName, log: log)
    }
}
