import Domain
import Testing

@Suite("Rules about one entity (domain.md 2.5, 6.1)")
struct EntityRuleTests {
    @Test("D29: genes of the mitochondrial genome are MITOCHONDRIAL, whatever was asked")
    func mitochondrial() {
        let asked = ModeOfInheritance.biallelic.rawValue

        #expect(ModeOfInheritance.stored(asked, for: "MT-ND1", kind: .gene) == "MITOCHONDRIAL")
        #expect(ModeOfInheritance.stored(asked, for: "MTOR", kind: .gene) == asked)
        #expect(ModeOfInheritance.stored(asked, for: "MT-REPEAT", kind: .str) == asked)
    }

    @Test(
        "D35: a repeat has the letters A, T, C, G and N only",
        arguments: [
            ("CAG", true), ("CAGN", true), ("ATCGN", true), ("CAGX", false), ("cag", false), ("", false),
            ("C G", false),
        ])
    func sequence(text: String, isOne: Bool) { #expect(ShortTandemRepeat.isSequence(text) == isOne) }

    @Test("D35: a repeat has at most 128 letters")
    func sequenceLength() {
        #expect(ShortTandemRepeat.isSequence(String(repeating: "A", count: 128)))
        #expect(!ShortTandemRepeat.isSequence(String(repeating: "A", count: 129)))
    }

    @Test("D36: one bound alone is refused")
    func oneBound() {
        #expect(throws: Coordinates.Fault.onlyOneBound) { try Coordinates.checked(start: 5, end: nil) }
        #expect(throws: Coordinates.Fault.onlyOneBound) { try Coordinates.checked(start: nil, end: 5) }
    }

    @Test("D36: a start after the end is refused; no bounds at all are no position")
    func order() throws {
        #expect(throws: Coordinates.Fault.startAfterEnd) { try Coordinates.checked(start: 6, end: 5) }
        #expect(try Coordinates.checked(start: nil, end: nil) == nil)
    }

    @Test("D37: equal bounds are stored and given back")
    func equalBounds() throws {
        let checked = try Coordinates.checked(start: 5, end: 5)
        let facts = ShortTandemRepeat(
            repeatedSequence: "CAG", chromosome: "4", grch37: checked, grch38: checked, normalRepeats: 26,
            pathogenicRepeats: 40)
        let entity = Entity(name: "HTT_CAG", confidence: .green, specifics: .str(facts))

        let document = EntityDocument(entity)

        #expect(checked == Coordinates(start: 5, end: 5))
        #expect(String(decoding: document.bytes, as: UTF8.self).contains("\"grch37_coordinates\":[5,5]"))
        #expect(try Entity(document: document.bytes) == entity)
    }

    @Test("1.3: labels name the kind, with its capitals")
    func labels() {
        #expect(EntityKind.allCases.map { $0.label("X") } == ["gene: X", "STR: X", "Region: X"])
        #expect(EntityKind.allCases.map(\.rawValue) == ["gene", "str", "region"])
        #expect(EntityKind.allCases.map(\.plural) == ["genes", "strs", "regions"])
    }
}
