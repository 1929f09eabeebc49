import Domain
import Testing

@Suite("Confidence level (domain.md 3.1)")
struct ConfidenceTests {
    @Test(
        "D12: an unflagged level shows its colour",
        arguments: [(4, Colour.green), (3, .green), (2, .amber), (1, .red), (0, .grey)])
    func colours(level: Int, expected: Colour) {
        #expect(ConfidenceLevel.displayed(ConfidenceLevel(rawValue: level), flagged: false) == expected)
    }

    @Test("D12: a flagged entity is grey at every level", arguments: 0...4)
    func flaggedIsGrey(level: Int) {
        #expect(ConfidenceLevel.displayed(ConfidenceLevel(rawValue: level), flagged: true) == .grey)
    }

    @Test("D12: an entity without a level is grey")
    func unset() { #expect(ConfidenceLevel.displayed(nil, flagged: false) == .grey) }

    @Test("D13: a level to be written is clamped into 0...3", arguments: [(7, 3), (-1, 0), (3, 3), (0, 0), (2, 2)])
    func clamped(written: Int, stored: Int) {
        #expect(ConfidenceLevel(clamping: written).rawValue == stored)
    }

    @Test("3.1: the machine-readable level is not masked and old values stay")
    func oldValuesStay() {
        #expect(ConfidenceLevel(rawValue: 4).rawValue == 4)
        #expect(ConfidenceLevel(rawValue: 4).colour == .green)
        #expect(ConfidenceLevel(rawValue: 4) > .green)
    }

    @Test("3.1: names, words and levels of the colours, strongest first")
    func names() {
        #expect(
            Colour.allCases.map(\.longName) == [
                "Green List (high evidence)", "Amber List (moderate evidence)", "Red List (low evidence)", "No list",
            ])
        #expect(Colour.allCases.map(\.shortName) == ["Green", "Amber", "Red", "No list"])
        #expect(Colour.allCases.map(\.legacyWord) == ["HighEvidence", "ModerateEvidence", "LowEvidence", "NoList"])
        #expect(Colour.allCases.map(\.level.rawValue) == [3, 2, 1, 0])
        #expect(Colour.allCases.map(\.rawValue) == ["green", "amber", "red", "grey"])
        #expect(Set(Colour.allCases.map(\.letter)).count == 4)
    }
}
