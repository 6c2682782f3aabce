import Glibc
import SlipwayModel
import SlipwayObserve
import SlipwaySystem
import SlipwayTesting
import Testing

@Suite struct ProcessFactsTests {
    @Test func aProcessIsTold() throws {
        let facts = try #require(ProcessFacts(ProcessTable.own))
        let exclusive = try #require(facts.privateBytes)
        #expect(exclusive > 1 << 20 && exclusive <= (facts.residentBytes ?? 0) + (8 << 20))
        #expect((facts.threads ?? 0) >= 1)
        #expect((facts.openFiles ?? 0) >= 3)
        #expect((facts.cpuSeconds ?? 0) > 0)
        #expect((facts.uptimeSeconds ?? 0) >= 0)
    }

    @Test func anotherProcessOfThatNumberIsNot() {
        var other = ProcessTable.own
        other.startTime += 1
        #expect(ProcessFacts(other) == nil)
    }
}

@Suite struct ProcessEvidenceTests {
    @Test func openFilesAreListedWithTheirEnds() throws {
        let folder = try TemporaryFolder("open")
        let file = try Disk.create(folder("evidence"))
        let listener = try TCPSocket.listen(port: 0)
        let client = try TCPSocket.connectLoopback(
            port: TCPSocket.port(of: listener), deadline: Clock.monotonic() + 10_000)
        let lines = ProcessEvidence.openFiles(getpid()).split(separator: "\n").map(String.init)
        #expect(lines.first?.hasSuffix(" open files") == true)
        #expect(lines.contains("\(file.fd) file \(folder.path)/evidence"))
        let port = TCPSocket.port(of: listener)
        #expect(
            lines.contains {
                $0.hasPrefix("\(listener.fd) tcp") && $0.contains(":\(port) ") && $0.contains(" listening")
            })
        #expect(
            lines.contains {
                $0.hasPrefix("\(client.fd) tcp 127.0.0.1:") && $0.hasSuffix(" 127.0.0.1:\(port) established")
            })
    }

    @Test func theMemoryMapIsSummedUp() {
        let lines = ProcessEvidence.memoryMap(getpid()).split(separator: "\n").map(String.init)
        #expect(lines.first == "private KiB, resident KiB, mapped KiB, mappings")
        #expect(lines.contains { $0.hasSuffix("  files") })
        #expect(lines.contains { $0.hasSuffix("  stacks") })
        #expect(lines.contains { $0.contains("libc.so") })
        #expect(lines.count <= 45)
    }

    @Test func countersNameTheKernelsNumbers() {
        let text = ProcessEvidence.counters(getpid())
        #expect(text.contains("\nVmRSS: "))
        #expect(text.contains("# Java VM: the process \(getpid()) has no counters of a Java VM"))
        #expect(text.contains("\nMax open files "))
    }

    @Test func aProcessThatHasEndedHasNone() {
        #expect(ProcessEvidence.openFiles(-1) == "its open files cannot be read\n")
        #expect(ProcessEvidence.memoryMap(-1) == "its memory map cannot be read\n")
        #expect(ProcessEvidence.counters(-1) == "\n")
    }
}
