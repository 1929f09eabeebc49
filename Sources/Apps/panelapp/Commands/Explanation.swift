import Foundation
import Ports

/// A sentence for an operator about an error that ends a command.
enum Explanation {
    static func of(_ error: any Error) -> String {
        switch error {
        case let failure as RepoFailure: of(failure)
        case let problem as SchemaProblem: of(problem)
        case let error as any LocalizedError: error.errorDescription ?? String(describing: error)
        default: ImportExplanation.of(error) ?? String(describing: error)
        }
    }

    private static func of(_ failure: RepoFailure) -> String {
        switch failure {
        case .unavailable(let reason): "The database cannot be reached: \(reason)"
        case .exhausted: "No database connection became free in time"
        case .readOnly: "The database accepts no changes"
        case .busy: "The database is busy: a lock was not free in time"
        case .schemaMissing: "The schema of the database is missing or too old: run 'panelapp migrate'"
        case .refused(let reason): "The database refused the change: \(reason)"
        case .defect(let reason): "A mistake of the program: \(reason)"
        }
    }

    private static func of(_ problem: SchemaProblem) -> String {
        switch problem {
        case .changed(let number, let name):
            "Migration \(number) \(name) was applied to this database in another form than this program has"
        case .newer(let number):
            "The database has migration \(number), which this program does not know: a newer program was here"
        case .underway(let waited):
            "Another migration of this database has been running for \(waited.components.seconds) s: nothing was done; look "
                + "after that one, and run this again when it has ended"
        case .blocked(let number, let name, let tries):
            "Migration \(number) \(name) did not get its tables in \(tries) tries, because other work keeps them locked: "
                + "those before it are applied; run it again, best while there is little traffic"
        case .original:
            "DATABASE_URL names the database of an original PanelApp, where nothing may be changed: give this program a "
                + "database of its own, and move the data with 'panelapp import-original'"
        }
    }
}
