import Foundation

/// The one order "by name" of panels, entities and people (`api.md 7.3`).
///
/// The live services sort with an English locale in which letter case, accents and punctuation count only as
/// tie-breakers: their 439 and 283 published panel names come in exactly this order. The key is compared byte by byte,
/// so both databases and memory agree without any collation library.
public enum NameOrder {
    /// Key of `name`: letters and digits folded, then how many other characters there are (`MTTP` comes before `MT-TP`),
    /// then the folded text, then the text with lower case before upper.
    public static func key(_ name: String) -> String {
        let folded = name.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        let letters = String(
            folded.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        let others = folded.unicodeScalars.count - letters.unicodeScalars.count
        let count = String(Character(Unicode.Scalar(UInt8(0x21 + min(others, 90)))))
        let cases = String(name.map { $0.isUppercase ? "1" : "0" })
        return "\(letters)\u{1}\(count)\(folded)\u{1}\(cases)\u{1}\(name)"
    }

    public static func precedes(_ a: String, _ b: String) -> Bool {
        key(a).utf8.lexicographicallyPrecedes(key(b).utf8)
    }
}
