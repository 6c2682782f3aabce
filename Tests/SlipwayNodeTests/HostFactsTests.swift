import SlipwayModel
import SlipwayNode
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct HostFactsTests {
    private func host(_ files: [String: String]) throws -> (TemporaryFolder, HostFacts) {
        let folder = try TemporaryFolder("host")
        for (path, text) in files {
            try Folders.make(parent(of: folder(path)))
            let file = try Disk.create(folder(path), mode: 0o644)
            try Disk.write(Array(text.utf8), to: file, path)
        }
        return (folder, HostFacts(root: folder.path))
    }

    private static let memory = ["proc/meminfo": "MemTotal:  9000 kB\nMemAvailable:    4000 kB\n"]

    @Test func withoutAGroupTheHostTells() throws {
        let (folder, host) = try host(Self.memory)
        withExtendedLifetime(folder) {
            #expect(host.availableMemory == 4000 << 10)
            #expect(host.totalMemory == 9000 << 10)
        }
    }

    @Test func theTightestGroupAboveCounts() throws {
        var files = Self.memory
        files["proc/self/cgroup"] = "0::/user.slice/app\n"
        files["sys/fs/cgroup/user.slice/memory.max"] = "2000000\n"
        files["sys/fs/cgroup/user.slice/memory.current"] = "1500000\n"
        files["sys/fs/cgroup/user.slice/memory.stat"] = "anon 1\ninactive_file 300000\n"
        files["sys/fs/cgroup/user.slice/app/memory.max"] = "max\n"
        files["sys/fs/cgroup/user.slice/app/memory.current"] = "1000\n"
        let (folder, host) = try host(files)
        withExtendedLifetime(folder) {
            #expect(host.availableMemory == 800_000)
            #expect(host.totalMemory == 2_000_000)
        }
    }

    @Test func theOlderInterfaceCountsAsWell() throws {
        var files = Self.memory
        files["proc/self/cgroup"] = "5:cpu:/x\n4:memory:/box\n"
        files["sys/fs/cgroup/memory/box/memory.limit_in_bytes"] = "1000\n"
        files["sys/fs/cgroup/memory/box/memory.usage_in_bytes"] = "1500\n"
        let (folder, host) = try host(files)
        withExtendedLifetime(folder) { #expect(host.availableMemory == 0) }
    }

    @Test func aHostThatTellsNothingIsNotGuessedAt() throws {
        let (folder, host) = try host([:])
        withExtendedLifetime(folder) {
            #expect(host.availableMemory == nil)
            #expect(host.totalMemory == nil)
            #expect(host.glibc == nil)
            #expect(host.resident(1) == nil)
        }
    }

    @Test func theCLibraryTellsItsVersion() throws {
        let (folder, host) = try host([
            "lib64/libc.so.6": "s\0st\0GNU C Library (Debian) stable release version 2.36.\nCopyright",
            "proc/7/status": "Name:\tjava\nVmRSS:\t   2048 kB\n",
        ])
        withExtendedLifetime(folder) {
            #expect(host.glibc == "2.36")
            #expect(host.resident(7) == 2 << 20)
        }
    }

    @Test func aLibraryOfAnotherKindHasNone() throws {
        let (folder, host) = try host(["lib/libc.so.6": "musl libc (x86_64)\nVersion 1.2.5"])
        withExtendedLifetime(folder) { #expect(host.glibc == nil) }
    }
}

@Suite struct PortHolderTests {
    @Test func onlyListenersOfThePortAreFound() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100
               1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 100
               2: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 333 1 0 100
            """
        #expect(PortHolder.listeners(table, port: 8080) == [111])
        #expect(PortHolder.listeners(table, port: 8081) == [333])
        #expect(PortHolder.listeners(table, port: 80) == [])
        #expect(PortHolder.listeners("", port: 80) == [])
    }

    @Test func theProgramIsNamedAndNotWhoKeepsItsSocket() {
        let keepers = [PortHolder.Holder(pid: 1, program: "slipwayd"), .init(pid: 2, program: "slipway-wrapper")]
        #expect(PortHolder.name(of: keepers + [.init(pid: 3, program: "java")]) == "java (pid 3)")
        #expect(PortHolder.name(of: keepers) == "an app of another node")
        #expect(PortHolder.name(of: []) == nil)
    }

    @Test func thisVeryProcessIsFound() throws {
        let socket = try TCPSocket.listen(port: 0)
        let port = TCPSocket.port(of: socket)
        withExtendedLifetime(socket) {
            #expect(PortHolder.holders(port).contains { $0.pid == ProcessTable.own.pid })
        }
    }
}
