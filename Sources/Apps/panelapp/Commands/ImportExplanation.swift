import Ports
import SQLCore
import UseCases

/// Sentences for what can go wrong with an import.
enum ImportExplanation {
    static func of(_ error: any Error) -> String? {
        switch error {
        case let fault as OriginalFault: of(fault)
        case let fault as PeerFault: of(fault)
        case let conflict as PeerConflict: of(conflict)
        case let failure as LoadFailure: of(failure)
        case let mismatch as ImportMismatch:
            "the import is not complete: counts of source and target differ for "
                + mismatch.report.differences.map(\.kind.title).joined(separator: ", ") + edits(mismatch.report)
        default: nil
        }
    }

    private static func edits(_ report: ImportReport) -> String {
        if report.editedHere.isEmpty { return "" }
        let panels = report.editedHere.map { "\($0)" }.joined(separator: ", ")
        return "; since they were moved, people have edited here the panels \(panels)"
    }

    private static func of(_ fault: OriginalFault) -> String {
        switch fault {
        case .unreachable(let reason): "the original's database cannot be reached: \(reason)"
        case .notPanelApp:
            "this is not the database of an original PanelApp: none of its tables is there, or this user may not see them"
        case .forbidden(let names):
            "this user may not read \(names.joined(separator: ", ")) of the original; GRANT SELECT on them first"
        case .unreadable(let place, let reason): "\(place) of the original cannot be read: \(reason)"
        case .incomplete(let missing):
            "this database holds only a part of an original PanelApp; missing: \(missing.joined(separator: ", "))"
        case .unfit(let problems):
            "the original holds what cannot be moved; nothing was changed: \(problems.joined(separator: "; "))"
        case .document(let panel, let version, let reason):
            "version \(version) of panel \(panel) cannot be read: \(reason)"
        }
    }

    private static func of(_ fault: PeerFault) -> String {
        switch fault {
        case .address(let text, let reason): "\(text) cannot be imported from: \(reason)"
        case .unreachable(let address, let reason): "\(address) cannot be reached: \(reason)"
        case .refused(let address, let status): "\(address) keeps answering with status \(status)"
        case .broken(let fault): "\(fault)"
        }
    }

    private static func of(_ conflict: PeerConflict) -> String {
        switch conflict {
        case .wentBack(let panel, let from, let to):
            "panel \(panel) is at version \(to) there and at \(from) here already: this is another history"
        }
    }

    private static func of(_ failure: LoadFailure) -> String {
        switch failure {
        case .changedHere(let panel):
            "panel \(panel) was changed or made here and would be overwritten; import into a database of its own"
        case .duplicate(let panel, let what): "panel \(panel) has \(what) more than once"
        case .dangling(let panel, let what): "panel \(panel) refers to \(what), which is not there"
        case .taken(let what): "a number or name is taken here already: \(what)"
        }
    }
}
