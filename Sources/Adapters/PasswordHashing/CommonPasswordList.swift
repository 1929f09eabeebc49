import Foundation
import Ports

/// The 30,000 most frequent passwords of known leaks, as the zxcvbn project collected them (its licence lies beside the
/// list).
public struct CommonPasswordList: CommonPasswords {
    private let passwords: Set<Substring>

    /// Reads the list from the program's own files.
    public init() throws {
        let file = Bundle.module.bundleURL.appending(path: "Resources/common-passwords.txt")
        passwords = Set(try String(contentsOf: file, encoding: .utf8).split(separator: "\n"))
    }

    /// How many passwords the list has.
    public var count: Int { passwords.count }

    public func contain(_ password: String) -> Bool { passwords.contains(Substring(password)) }
}
