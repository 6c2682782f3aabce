import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperSwitchTests {
    @Test func flipsBetweenTwoSlotsLoseNoRequest() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        try rig.slot(2, .running, admitting: false)
        let load = try Load(rig)
        for flip in 0..<20 {
            let (new, old) = flip % 2 == 0 ? (2, 1) : (1, 2)
            try rig.want([new: .live, old: .parked])
            try rig.slot(new, .running, admitting: true)
            try rig.slot(old, .running, admitting: false)
            #expect(try Client.ask(rig.port) == rig.latest?.slot(new)?.process?.pid)
        }
        let result = try load.finish()
        #expect(result.requests > 20)
        #expect(result.refused == 0 && result.failed == 0, "\(result.report)")
    }

    @Test func theOldOneServesUntilAColdNewOneIsAdmitted() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2, options: ["never-ready"])
        try rig.want([1: .live])
        try rig.start()
        let old = try rig.slot(1, .running, admitting: true)
        try rig.want([1: .parked, 2: .live])
        try rig.status { $0.slot(2)?.privatePort != nil }
        let pid = try #require(old.process).pid
        #expect(try Client.ask(rig.port) == pid)
        // Its end does not take the old one away either, and the one that replaces it is ready.
        try rig.generation(2)
        kill(try #require(rig.latest?.slot(2)?.process).pid, SIGKILL)
        let new = try rig.slot(2, .running, admitting: true)
        #expect(try rig.slot(1, .running, admitting: false).process?.pid == pid)
        #expect(try Client.ask(rig.port) == new.process?.pid)
    }

    @Test func everyStatusOfASwitchHasSomebodyAdmitting() throws {
        let rig = try WrapperRig()
        try rig.generation(1)
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        try rig.slot(2, .running, admitting: false)
        try rig.want([1: .parked, 2: .live])
        try rig.status {
            #expect($0.slots.contains { $0.admitting })
            return $0.slot(2)?.admitting == true && $0.slot(1)?.admitting == false
        }
    }
}
