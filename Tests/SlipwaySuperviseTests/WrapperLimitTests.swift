import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct WrapperLimitTests {
    /// Whether this user may make control groups here, as the wrapper will find.
    static func mayLimit(_ limits: ServiceSpec.Limits) throws -> Bool {
        let groups = ControlGroups(
            name: "slipway-test-" + (try Randomness.hex(bytes: 6)),
            ControlGroupPlan(
                membership: try Files.text("/proc/self/cgroup"), mounts: try Files.text("/proc/self/mountinfo")))
        let made = groups.make(limits)
        for folder in made.folders { try Disk.removeFolder(folder) }
        return made.unenforced.isEmpty
    }

    @Test func memoryAndProcessorsAreLimitedOrTheStatusSaysWhyNot() throws {
        let rig = try WrapperRig()
        let limits = ServiceSpec.Limits(memory: 64 << 20, cpu: 50)
        let files = ["hooks/x.sh": "#!/bin/sh\ncat /proc/self/cgroup > \"$HOME/hooked\"\n"]
        try rig.plainGeneration(1, "inherited", files: files) {
            $0.limits = limits
            $0.hooks.preStart = "hooks/x.sh"
        }
        try rig.want([1: .live])
        try rig.start()
        let slot = try rig.slot(1, .running, admitting: true)
        let seen = try rig.seen(1)
        guard try Self.mayLimit(limits) else {
            #expect(
                slot.unenforced.map { String($0.prefix { $0 != ":" }) }.prefix(2) == [
                    "memory 67108864 bytes", "cpu 50%",
                ])
            return
        }
        #expect(slot.unenforced == [])
        let groups = ControlGroupPlan(
            membership: try #require(seen.groups), mounts: try Files.text("/proc/self/mountinfo"))
        #expect(try Files.text(rig.app + "/generations/1/work/hooked") == seen.groups)
        let steps = groups.steps(limits)
        for step in steps {
            let folder = try #require(step.parent).folder
            #expect(lastName(of: folder).hasPrefix("slipway-shop-1-"))
            #expect(try Files.text(folder + "/" + step.file) == step.value + "\n")
        }
        // More than it may have ends it, and it is started again in the same group.
        let filling = try Client(port: rig.port)
        try filling.send("/fill")
        let second = try rig.status { $0.slot(1)?.incarnation == 2 && $0.slot(1)?.admitting == true }
        #expect(second.slot(1)?.exits.map(\.how) == ["signal 9"])
        let memory = "the kernel ended it: its memory limit of 64 MiB was used up"
        #expect(second.slot(1)?.exits.map(\.outOfMemory) == [memory])
        #expect(rig.log().contains("slot 1 ended with signal 9, \(memory), restarted at once"))
        // A successor finds the groups again, and removes them with the last process.
        try rig.killWrapper()
        try rig.start()
        try rig.slot(1, .running, admitting: true)
        try rig.send(.quit(stopping: true))
        #expect(rig.wrapper?.ending(within: 30_000) == .exited(0))
        for step in steps { #expect(!Files.exists(try #require(step.parent).folder)) }
    }

    @Test func aNodeSetsItsOwnLimitOfOpenFiles() throws {
        let rig = try WrapperRig()
        try rig.plainGeneration(1, "inherited", overrides: ["limits.nofile": "77"]) { $0.limits.nofile = 99 }
        try rig.plainGeneration(2, "inherited") { $0.limits.nofile = 1 << 30 }
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        #expect(try rig.slot(1, .running).unenforced == [])
        #expect(try rig.seen(1).nofile == [77, 77])
        // More than any kernel gives.
        let slot = try rig.slot(2, .running)
        let hard = try #require(try rig.seen(2).nofile?.last)
        #expect(
            slot.unenforced == [
                "open files 1073741824: the hard limit is \(hard) (operation not permitted)"
            ])
        #expect(rig.log().contains("slot 2 not enforced: open files 1073741824"))
    }

    @Test func aPlaceWhereNoGroupCanBeMadeIsToldInWords() throws {
        let folder = try TemporaryFolder("groups")
        let mounts = "35 31 0:32 / \(folder.path)/none rw - cgroup cgroup rw,memory\n"
        let groups = ControlGroups(name: "slipway-a-1", ControlGroupPlan(membership: "4:memory:/\n", mounts: mounts))
        let made = groups.make(.init(memory: 1 << 30, cpu: 200))
        #expect(made.folders == [])
        #expect(
            made.unenforced == [
                "memory 1073741824 bytes: no control group may be made (no such file or directory)",
                "cpu 200%: this host has no control group for it",
            ])
        var joined = ControlGroups.Made()
        joined.titles = ["/g": ["memory 5 bytes", "cpu 200%"]]
        #expect(
            joined.unenforced(["/g": "permission denied"]) == [
                "memory 5 bytes: its control group cannot be joined (permission denied)",
                "cpu 200%: its control group cannot be joined (permission denied)",
            ])
    }

    @Test func underVersionTwoTheControllersAreSwitchedOnForTheGroup() throws {
        let folder = try TemporaryFolder("groups")
        for name in ["own/cgroup.subtree_control", "own/cgroup.procs", "own/slipway-a-1/memory.max"] {
            try folder.write(name, "")
        }
        try folder.write("own/slipway-a-1/cpu.max", "")
        let mounts = "30 24 0:26 / \(folder.path) rw - cgroup2 cgroup2 rw\n"
        for group in ["own", "own/slipway-wrapper"] {
            let plan = ControlGroupPlan(membership: "0::/\(group)\n", mounts: mounts)
            let made = ControlGroups(name: "slipway-a-1", plan).make(.init(memory: 1 << 30, cpu: 200))
            #expect(made.folders == [folder("own/slipway-a-1")])
            #expect(made.unenforced == [])
        }
        #expect(try Files.text(folder("own/slipway-a-1/memory.max")).hasPrefix("1073741824"))
        #expect(try Files.text(folder("own/slipway-a-1/cpu.max")).hasPrefix("200000 100000"))
        #expect(try Files.text(folder("own/cgroup.subtree_control")).hasPrefix("+memory+cpu"))
    }

    @Test func theNumberOfProcessesIsLimited() throws {
        let limits = ServiceSpec.Limits(processes: 8)
        guard try Self.mayLimit(limits) else { return }
        let rig = try WrapperRig()
        // Its shell ends when it can fork no more.
        try rig.program(
            "releases/1/bin/run", "#!/bin/sh\nwhile :; do sleep 1000 & echo $! >> \"$HOME/children\"; done\n")
        try rig.generation(1, command: ["bin/run"]) {
            $0.sockets = .own
            $0.limits = limits
        }
        try rig.want([1: .live])
        try rig.start()
        let status = try rig.status { $0.slot(1)?.exits.isEmpty == false }
        #expect(status.slot(1)?.exits.first?.how == "exit status 2")
        #expect(try Files.text(rig.app + "/generations/1/work/children").split(separator: "\n").count >= 7)
        #expect(rig.log().contains("processes it had left were ended"))
        try rig.want([:])
        try rig.slot(1, .stopped)
    }

    @Test func theKernelEndsItBeforeItsWrapper() throws {
        let rig = try WrapperRig()
        try rig.program("releases/1/bin/run", "#!/bin/sh\nexec sleep 1000\n")
        try rig.generation(1, overrides: ["limits.oom-score": "321"], command: ["bin/run"]) { $0.sockets = .own }
        try rig.generation(2)
        try rig.want([1: .live, 2: .parked])
        try rig.start()
        let wrapper = try #require(rig.wrapper).pid
        let own = try #require(Int(try Files.text("/proc/\(wrapper)/oom_score_adj").dropLast()))
        let first = try #require(try rig.slot(1, .running).process).pid
        #expect(try Files.text("/proc/\(first)/oom_score_adj") == "321\n")
        let second = try #require(try rig.slot(2, .running).process).pid
        #expect(try Files.text("/proc/\(second)/oom_score_adj") == "\(max(own, 100))\n" || geteuid() == 0)
        #expect(try #require(Int(try Files.text("/proc/\(wrapper)/oom_score_adj").dropLast())) == own)
    }

    @Test func allLimitsHaveTheirFilesInBothVersions() {
        let mounts = "30 24 0:26 / /two rw - cgroup2 cgroup2 rw\n31 24 0:27 / /pids rw - cgroup cgroup rw,pids\n"
        let limits = ServiceSpec.Limits(processes: 12)
        for (membership, folder) in [("0::/a\n", "/two/a"), ("8:pids:/b\n0::/a\n", "/pids/b")] {
            let step = ControlGroupPlan(membership: membership, mounts: mounts).steps(limits).first
            #expect(step?.title == "processes 12")
            #expect(step?.parent?.folder == folder)
            #expect(step?.file == "pids.max")
            #expect(step?.value == "12")
        }
    }
}
