import Foundation

/// A sentence for an operator about an error that ends a command.
enum Explanation {
    static func of(_ error: any Error) -> String {
        (error as? any LocalizedError)?.errorDescription ?? ImportExplanation.of(error) ?? String(describing: error)
    }
}
