import Foundation

/// The one order "by name" of panels, entities and people (`api.md 7.3`).
///
/// The live services sort with an English locale in which letter case, accents and punctuation count only as
/// tie-breakers: their 439 and 283 published panel names come in exactly this order. The key is compared byte by byte,
/// so both databases and memory agree without any collation library.
public enum NameOrder {
    /// Key of `name`: letters and digits folded; how many other characters there are (`MTTP` comes before `MT-TP`); the
    /// folded text; accents, plain letters first; letter case, lower before upper; then the name itself, so that only
    /// equal names have equal keys.
    public static func key(_ name: String) -> String {
        // Most names are ASCII, where lower case is all that folding does.
        let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
        let cased = isPlain ? name.lowercased() : name.folding(options: .caseInsensitive, locale: nil)
        let folded = isPlain ? cased : cased.folding(options: .diacriticInsensitive, locale: nil)
        let letters = String(
            folded.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        let others = folded.unicodeScalars.count - letters.unicodeScalars.count
        let count = String(Character(Unicode.Scalar(UInt8(0x21 + min(others, 90)))))
        let accents = cased == folded ? "" : cased
        let cases = String(name.map { $0.isUppercase ? "1" : "0" })
        return "\(letters)\u{1}\(count)\(folded)\u{1}\(accents)\u{1}\(cases)\u{1}\(name)"
    }

    public static func precedes(_ a: String, _ b: String) -> Bool {
        key(a).utf8.lexicographicallyPrecedes(key(b).utf8)
    }

    /// Elements by name, equal names in the order they came; each key is worked out once.
    public static func sorted<Element>(
        _ elements: some Sequence<Element>, by name: (Element) -> String
    ) -> [Element] {
        elements.map { (key: key(name($0)), element: $0) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map(\.element)
    }
}
