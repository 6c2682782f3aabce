import SlipwayModel
import SlipwaySupervise
import Testing

@Suite struct ControlGroupPlanTests {
    typealias Place = ControlGroupPlan.Place

    static let limits = ServiceSpec.Limits(memory: 1 << 30, cpu: 150, nofile: 5)
    static let one = """
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:1 master:2 - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """
    static let two = "30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"

    @Test func versionOneHasAGroupInEachHierarchy() {
        let plan = ControlGroupPlan(membership: "4:memory:/a/b\n3:cpu,cpuacct:/\n0::/x\n", mounts: Self.one)
        let memory = Place(folder: "/sys/fs/cgroup/memory/a/b", version: .one)
        let cpu = Place(folder: "/sys/fs/cgroup/cpu,cpuacct", version: .one)
        let rest = Place(folder: "/sys/fs/cgroup/unified/x", version: .two)
        #expect(plan.places == [.memory: memory, .cpu: cpu, .pids: rest])
        let steps = plan.steps(Self.limits)
        #expect(steps.map(\.parent) == [memory, cpu])
        #expect(steps.map(\.file) == ["memory.limit_in_bytes", "cpu.cfs_quota_us"])
        #expect(steps.map(\.value) == ["1073741824", "150000"])
        #expect(steps.map(\.title) == ["memory 1073741824 bytes", "cpu 150%"])
    }

    @Test func versionTwoHasOneGroupForBoth() {
        let plan = ControlGroupPlan(membership: "0::/system.slice/slipway-app@shop.service\n", mounts: Self.two)
        let place = Place(folder: "/sys/fs/cgroup/system.slice/slipway-app@shop.service", version: .two)
        let steps = plan.steps(Self.limits)
        #expect(steps.map(\.parent) == [place, place])
        #expect(steps.map(\.file) == ["memory.max", "cpu.max"])
        #expect(steps.map(\.value) == ["1073741824", "150000 100000"])
    }

    @Test func aControllerOfVersionOneIsNotLookedForInVersionTwo() {
        let plan = ControlGroupPlan(membership: "4:memory:/m\n0::/u\n", mounts: Self.one)
        #expect(plan.places[.memory]?.version == .one)
        #expect(plan.places[.cpu] == Place(folder: "/sys/fs/cgroup/unified/u", version: .two))
    }

    @Test func aMountOfAPartShowsThatPartOnly() {
        let mounts = "35 31 0:32 /box/7 /sys/my\\040groups/memory ro - cgroup cgroup rw,memory\n"
        func folder(_ group: String) -> String? {
            ControlGroupPlan(membership: "4:memory:\(group)\n", mounts: mounts).places[.memory]?.folder
        }
        #expect(folder("/box/7") == "/sys/my groups/memory")
        #expect(folder("/box/7/a") == "/sys/my groups/memory/a")
        #expect(folder("/box/77") == nil)
        #expect(folder("/") == nil)
        #expect(folder("/../x") == nil)
    }

    @Test func whereThereIsNoneNoneIsNamed() {
        for text in ["", "nonsense\n::\n1:memory\n", "4:memory:/\n"] {
            let plan = ControlGroupPlan(
                membership: text, mounts: "30 24 0:26 / /x rw - ext4 /dev/a rw,memory\nshort -\n")
            #expect(plan.places == [:])
            #expect(plan.steps(Self.limits).map(\.parent) == [nil, nil])
        }
        #expect(ControlGroupPlan(membership: "", mounts: "").steps(.init(nofile: 7)).isEmpty)
    }
}
