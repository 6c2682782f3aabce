import Glibc
import SlipwayModel
import SlipwaySystem

/// Brings the installer to one host and runs it there: look, copy, run.
struct Provisioner {
    let order: ProvisionOrder
    let host: RemoteHost
    let session: SSHSession
    let tell: (ProvisionNews) -> Void

    func provision() -> ProvisionOutcome {
        let start = Clock.monotonic()
        var outcome = ProvisionOutcome(host: host)
        do { try work(&outcome) } catch let refusal as Refusal { outcome.refusal = refusal } catch let error
            as SystemError
        {
            outcome.refusal = error.refusal
        } catch {
            outcome.refusal = Refusal(.failed, "\(host): \(error)")
        }
        outcome.took = Clock.monotonic() - start
        return outcome
    }

    private func work(_ outcome: inout ProvisionOutcome) throws {
        defer { session.end() }
        tell(.step("connecting"))
        let probe = try look()
        outcome.machine = probe.machine
        let plan = try ProvisionPlan.make(
            probe, host: host, digest: order.installer.digest, size: order.installer.size, sudo: order.usesSudo,
            beginning: order.installer.beginning)
        outcome.usedSudo = plan.usesSudo
        switch plan.copy {
        case .none: tell(.step("the file is there already"))
        case .from(let offset): outcome.sent = try copy(plan, from: offset)
        }
        tell(.step("running the installer" + (plan.usesSudo ? " as root, by sudo" : "")))
        try run(plan)
    }

    private func look() throws -> HostProbe {
        let answer = try session.run(.probe(name: order.installer.name))
        if answer.hasFailed { throw SSHFault.refusal(host, answer.errors) }
        guard let probe = HostProbe(answer.output) else {
            throw Refusal(
                .failed, "\(host) does not answer as a Linux host with a shell does",
                hint: "does its user log in to a shell? try ssh \(host) uname",
                detail: (answer.output + answer.errors).suffix(3))
        }
        return probe
    }

    /// Bytes that were sent.
    private func copy(_ plan: ProvisionPlan, from offset: Int64) throws -> Int64 {
        let installer = order.installer
        let file = try installer.open()
        try file.seek(to: offset)
        let rest = Sizes.text(installer.size - offset)
        tell(.step(offset == 0 ? "copying \(rest)" : "copying the last \(rest) of \(Sizes.text(installer.size))"))
        // ssh reads from the very position of ours.
        let position = SharedPosition(file: file)
        let script = RemoteScript.copy(
            folder: plan.folder, name: installer.name, digest: installer.digest,
            size: installer.size, resume: offset > 0)
        let answer = try session.run(script, input: file, looked: { tell(.copied(position.bytes, of: installer.size)) })
        if answer.hasFailed { throw SSHFault.refusal(host, answer.errors) }
        if answer.output.contains("short") {
            throw Refusal(
                .failed, "the copy to \(host) was interrupted", hint: "run it again; the copy goes on where it was")
        }
        if answer.output.contains("damaged") {
            throw Refusal(
                .failed, "the file did not arrive on \(host) as it is here",
                hint: "run it again; does anybody change \(installer.path) meanwhile?")
        }
        guard answer.ending == .exited(0) else {
            throw Refusal(
                answer.ending == .exited(73) ? .noRoom : .failed,
                "the file could not be written on \(host): \(answer.errors.last ?? "\(answer.ending)")")
        }
        return installer.size - offset
    }

    private func run(_ plan: ProvisionPlan) throws {
        let script = RemoteScript.run(
            folder: plan.folder, name: order.installer.name, sudo: plan.usesSudo,
            secrets: order.secrets.map { ($0.name, $0.content.count) }, arguments: order.arguments)
        let secrets = order.secrets.flatMap(\.content)
        let input = secrets.isEmpty ? nil : try PipedBytes.reader(secrets)
        let answer = try session.run(script, input: input, heard: { tell(.said($0)) })
        if answer.hasFailed { throw SSHFault.refusal(host, answer.errors) }
        if answer.ending != .exited(0) { throw InstallerEnd.refusal(answer.ending, answer.errors) }
    }
}

/// Hands bytes over as something to read, without a file.
enum PipedBytes {
    static func reader(_ content: [UInt8]) throws -> OpenFile {
        let pipe = try Pipe()
        guard let writer = pipe.writer else { throw SystemError("make", "a pipe", EBADF) }
        // A pipe holds less than a large secret: the rest is written while it is read.
        try Threads.start {
            var rest = content[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(writer.fd, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                rest = rest.dropFirst(count)
            }
        }
        return pipe.reader
    }
}
