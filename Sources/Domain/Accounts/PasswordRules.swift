import Foundation

/// What a new password must be (`accounts-jobs-files.md 3.1`). Blanks are part of a password.
public enum PasswordRules {
    public static let shortest = 8
    /// For people who may open the administration.
    public static let shortestForStaff = 12
    /// Longer ones only cost time to hash.
    public static let longest = 1_000
    static let mostSimilar = 0.7

    /// Sentences for people who choose a password.
    public static let explanation = [
        "At least 8 characters (12 for staff), not only digits.", "Not a password that many people use.",
        "Not similar to your user name, your names or your e-mail address.",
    ]

    /// Why a password is refused; one sentence for each broken rule. `isCommon` is asked with the password in lower case
    /// and without blanks around.
    public static func problems(
        _ password: String, of owner: Owner, isCommon: (String) -> Bool
    ) -> [String] {
        var problems: [String] = []
        if let word = owner.words.first(where: { isSimilar(password, $0.word) }) {
            problems.append("The password is too similar to the \(word.of).")
        }
        let least = owner.isStaff ? shortestForStaff : shortest
        if password.count < least { problems.append("The password is too short: it needs \(least) characters.") }
        if password.count > longest { problems.append("The password is too long: at most \(longest) characters.") }
        if isCommon(password.lowercased().trimmingCharacters(in: .whitespacesAndNewlines)) {
            problems.append("The password is one that many people use.")
        }
        if !password.isEmpty, password.allSatisfy({ $0.isWholeNumber }) {
            problems.append("The password consists of digits only.")
        }
        return problems
    }

    /// What is known of somebody that a password must not be made of.
    public struct Owner: Hashable, Sendable {
        var texts: [Text]
        public var isStaff: Bool

        struct Text: Hashable, Sendable {
            var of: String
            var text: String
        }

        public init(username: String, firstName: String, lastName: String, email: String, isStaff: Bool = false) {
            texts = [
                Text(of: "user name", text: username), Text(of: "first name", text: firstName),
                Text(of: "last name", text: lastName), Text(of: "e-mail address", text: email),
            ]
            self.isStaff = isStaff
        }

        public init(_ person: Person) {
            self.init(
                username: person.username, firstName: person.firstName, lastName: person.lastName, email: person.email,
                isStaff: person.isStaff)
        }

        /// The texts as a whole and in pieces between anything that belongs to no word.
        var words: [(of: String, word: String)] {
            texts.flatMap { text in
                let pieces = text.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
                return ([text.text] + pieces).filter { !$0.isEmpty }.map { (text.of, $0) }
            }
        }
    }

    /// Twice the characters that both have, in whatever order, over the characters of both.
    static func similarity(_ first: String, _ second: String) -> Double {
        let (first, second) = (Array(first.lowercased()), Array(second.lowercased()))
        if first.isEmpty && second.isEmpty { return 0 }
        var counts: [Character: Int] = [:]
        for character in first { counts[character, default: 0] += 1 }
        var shared = 0
        for character in second where counts[character, default: 0] > 0 {
            counts[character, default: 0] -= 1
            shared += 1
        }
        return 2 * Double(shared) / Double(first.count + second.count)
    }

    private static func isSimilar(_ password: String, _ word: String) -> Bool {
        similarity(password, word) >= mostSimilar
    }
}
