import Domain
import Foundation
import TestSupport
import Testing

@Suite("The order by name (api.md 7.3)")
struct NameOrderTests {
    @Test(
        "api.md 7.3: letter case, accents and punctuation only break ties",
        arguments: [
            ("a", "A"), ("A", "b"), ("ab", "Ab"), ("Ab", "áb"), ("áb", "ac"), ("a-b", "ac"), ("ab", "a-b"),
            ("MTTP", "MT-TP"),
            ("A1", "a2"), ("Ménière disease", "Menière syndrome"),
        ])
    func ties(first: String, second: String) {
        #expect(NameOrder.precedes(first, second))
        #expect(!NameOrder.precedes(second, first))
    }

    @Test("Order is total: different names never compare equal")
    func total() {
        var generator = SeededGenerator(seed: 3)
        let letters = Array("aAbB -(é,1")
        for _ in 0..<2_000 {
            let a = String((0..<3).compactMap { _ in letters.randomElement(using: &generator) })
            let b = String((0..<3).compactMap { _ in letters.randomElement(using: &generator) })
            #expect(a == b || NameOrder.precedes(a, b) != NameOrder.precedes(b, a))
        }
    }

    @Test(
        "api.md 7.3: the panels of two live services come in exactly their published order",
        .enabled(if: SharedData.has("data/panels-uk/list"), "\(sharedDataAbsent)"),
        arguments: [("uk", 439), ("au", 283)])
    func published(country: String, count: Int) throws {
        var names: [String] = []
        for page in try SharedData.files(in: "data/panels-\(country)/list", ending: ".json") {
            var scanner = JSONScanner([UInt8](try Data(contentsOf: page)))
            try scanner.object { (key, scanner) throws(JSONError) in
                guard key == "results" else {
                    _ = try scanner.skipValue()
                    return
                }
                try scanner.array { (scanner) throws(JSONError) in
                    try scanner.object { (key, scanner) throws(JSONError) in
                        if key == "name" { names.append(try scanner.string()) } else { try scanner.skipValue() }
                    }
                }
            }
        }

        #expect(names.count == count)
        #expect(NameOrder.sorted(names, by: \.self) == names)
    }
}
