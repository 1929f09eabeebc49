import Foundation

/// A sentence for an operator about an error that ends a command.
enum Explanation {
    static func of(_ error: any Error) -> String {
        if let described = error as? any CustomStringConvertible { return described.description }
        if let localized = (error as? any LocalizedError)?.errorDescription { return localized }
        return String(describing: error)
    }
}
