import SlipwayControl
import SlipwayModel

extension Conversation {
    func incidents(_ app: String, _ sequence: Int?) throws -> String {
        let folder = IncidentFolder(try node.deskOfAnyTime(app).app)
        guard let sequence else {
            tell(.incidents(IncidentsDocument(app: app, incidents: folder.all)))
            return ""
        }
        guard let incident = folder.shown(sequence) else {
            let kept = folder.all.map { "\($0.sequence)" }.joined(separator: ", ")
            throw Refusal(
                .notFound, "\(app) has no incident \(sequence)",
                hint: kept.isEmpty ? "none is kept" : "these are kept: \(kept)")
        }
        tell(.incident(incident))
        return ""
    }
}
