import Foundation

/// User names and mail addresses in the one form in which they are compared and stored (`accounts-jobs-files.md 1.1`).
public enum AccountName {
    public static let longestUsername = 150
    public static let longestEmail = 254

    /// NFKC; upper and lower case stay different.
    public static func username(_ typed: String) -> String { typed.precomposedStringWithCompatibilityMapping }

    /// Letters of any script, digits and `_ . @ + -`.
    public static func isUsername(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.count <= longestUsername
            && name.unicodeScalars.allSatisfy { scalar in
                "_.@+-".unicodeScalars.contains(scalar) || isWord(scalar)
            }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }

    /// As stored: NFKC, without blanks around, the domain in lower case; the local part is kept as typed.
    public static func email(_ typed: String) -> String {
        let text = typed.precomposedStringWithCompatibilityMapping.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let at = text.lastIndex(of: "@") else { return text }
        return text[..<at] + text[at...].lowercased()
    }

    /// As compared: one mailbox, however it is written.
    public static func emailKey(_ typed: String) -> String { email(typed).lowercased() }

    /// A local part of ASCII characters that need no quotes, and a domain of at least two labels.
    public static func isEmail(_ address: String) -> Bool {
        guard address.utf8.count <= longestEmail, let at = address.lastIndex(of: "@") else { return false }
        let local = address[..<at].split(separator: ".", omittingEmptySubsequences: false)
        let domain = address[address.index(after: at)...].split(separator: ".", omittingEmptySubsequences: false)
        return local.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isAtom) } && domain.count >= 2
            && domain.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy { $0 == "-" || isWord($0) }
            }
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    /// Names of people go into mails to third parties, so they hold nothing that could be an address:
    /// letters, marks, blanks, `-`, `'`, `’` and `.` (`accounts-jobs-files.md 9`).
    public static func isPersonName(_ name: String) -> Bool {
        // A dot between letters would make `example.org` of a name.
        let characters = Array(name.unicodeScalars)
        return characters.enumerated().allSatisfy { index, scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
                .spacingMark, .enclosingMark:
                return true
            default:
                if scalar == "." { return index + 1 == characters.count || characters[index + 1] == " " }
                return " -'’".unicodeScalars.contains(scalar)
            }
        }
    }
}
