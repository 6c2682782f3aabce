import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// What was found out about a sick or dead process is kept, told, and in history.
extension AppDesk {
    /// Once the process is ended: nothing of this may delay that.
    func keep(_ why: Condemnation, _ subject: IncidentKeeper.Subject, _ evidence: Evidence) {
        // A dump of many threads is large.
        defer { ProcessTable.trimMemory() }
        var detail = why.reason
        do {
            let number = try incidents.keep(subject, why, evidence)
            detail += "; evidence: incident \(number)"
            record(number, why.reason, subject)
        } catch {
            log("the evidence of what was wrong is lost: \(error)")
        }
        events.record(.heal, app: name, generation: subject.generation, pid: subject.process?.pid, detail)
        note("heal", detail)
    }

    /// An end that nobody asked for.
    func note(_ exit: WrapperStatus.Exit, _ subject: IncidentKeeper.Subject) {
        do {
            guard let (number, sentence) = try incidents.note(exit, subject) else { return }
            record(number, sentence, subject)
        } catch {
            log("the evidence of an end, \(exit.how), is lost: \(error)")
        }
    }

    private func record(_ number: Int, _ sentence: String, _ subject: IncidentKeeper.Subject) {
        events.record(
            .incident, app: name, generation: subject.generation, pid: subject.process?.pid,
            "incident \(number): \(sentence)")
    }
}
