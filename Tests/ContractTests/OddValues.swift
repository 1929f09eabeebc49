import Domain
import Ports
import TestSupport

/// Records made of what is seldom seen: empty and absent texts, letters of many scripts, quotes, times before 1970 and at
/// the last microsecond of a second.
struct OddValues {
    private var random: SeededGenerator
    private var serial = 100

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let texts = [
        "", " ", "plain", "O'Brien \"quoted\" \\ back", "ß é e\u{301} Ω 遺伝子 \u{1F9EC}", "tab\tline\nreturn\r\nend",
        "NULL", "null", "0",
        "<b>&amp;</b>", "{\"json\": [1]}", "a,b;c|d", "\u{200B}\u{FEFF}", "% _ $1 ? :x", "\u{1}\u{7F}",
        String(repeating: "long ", count: 2_000),
    ]

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }
    private mutating func flip() -> Bool { Bool.random(using: &random) }
    private mutating func number() -> Int {
        serial += 1
        return serial
    }

    mutating func text() -> String { pick(Self.texts) }
    private mutating func optional() -> String? { flip() ? nil : text() }
    private mutating func list() -> [String] { (0..<Int.random(in: 0...3, using: &random)).map { _ in text() } }
    private mutating func optionalList() -> [String]? { flip() ? nil : list() }

    /// Distinct ones, none empty.
    mutating func tags() -> [String] { (0..<Int.random(in: 0...3, using: &random)).map { "\(text())#\($0)" } }

    mutating func instant() -> Instant {
        pick([
            Instant(microseconds: 0), Instant(microseconds: -1), Instant(microseconds: 1_700_000_000_999_999),
            Instant(microseconds: 951_782_400_000_001), Instant(microseconds: -2_208_988_800_000_000),
            Instant(microseconds: Int64.random(in: 0...4_000_000_000_000_000, using: &random)),
        ])
    }
    private mutating func optionalInstant() -> Instant? { flip() ? nil : instant() }
    private mutating func someone() -> PersonID? { pick([nil, PersonID(1), PersonID(2), PersonID(4)]) }

    mutating func comment() -> Comment {
        Comment(
            id: number(), author: someone(), text: text(), flagged: flip(), version: optional(), created: instant(),
            modified: instant(), lastUpdated: optionalInstant())
    }

    /// With up to two comments, newest first, of different moments.
    mutating func evaluation(by author: Int) -> Evaluation {
        var comments = [comment(), comment()].sorted { $0.created > $1.created }
        if flip() || comments[0].created == comments[1].created { comments.removeLast() }
        return Evaluation(
            id: number(), author: PersonID(author), rating: pick(["", "GREEN", "AMBER", "RED"]),
            modeOfPathogenicity: optional(), publications: optionalList(), phenotypes: optionalList(),
            modeOfInheritance: optional(), currentDiagnostic: flip(), clinicallyRelevant: pick([nil, true, false]),
            version: optional(), created: instant(), modified: instant(), lastUpdated: optionalInstant(),
            comments: comments)
    }

    mutating func evidence() -> Evidence {
        Evidence(
            id: number(), name: text(), rating: Int.random(in: 0...5, using: &random), comment: text(),
            author: someone(), role: pick([nil, .curator, .reviewer, .external]), created: instant(),
            modified: instant())
    }

    mutating func track() -> TrackRecord {
        TrackRecord(
            id: number(), created: instant(), modified: instant(), issueType: text(), issueDescription: text(),
            author: PersonID(1), curatorStatus: Int.random(in: 0...4, using: &random),
            level: Int.random(in: 0...4, using: &random))
    }

    mutating func activity() -> Activity {
        Activity(
            id: number(), created: instant(), modified: instant(), panel: nil, author: someone(), text: text(),
            itemType: optional(), entityType: optional(), entityName: optional(),
            frozen: JSONText(unchecked: Array(pick(["{}", "null", "{\"a\":\"\u{1F9EC}\"}"]).utf8)), event: text())
    }

    mutating func header(types: [PanelType]) -> PanelHeader {
        PanelHeader(
            name: text(), diseaseGroup: text(), diseaseSubGroup: text(), description: text(),
            status: pick(PanelStatus.allCases), version: Version(major: 3, minor: 10), versionCreated: instant(),
            versionComment: optional(), relevantDisorders: optionalList(), omim: list(), orphanet: list(), hpo: list(),
            types: Array(types.shuffled(using: &random).prefix(2)), children: [],
            counts: EntityCounts(genes: pick([nil, 2]), strs: pick([nil, 0]), regions: pick([nil, 0])))
    }

    mutating func version(_ number: Int) -> FrozenVersion {
        FrozenVersion(
            version: Version(major: number, minor: 0), revision: Revision(1), frozenAt: instant(), reason: optional(),
            schemaVersion: text(), signedOff: pick([nil, CivilDate(year: 2024, month: 2, day: 29)]), isImported: flip())
    }

    mutating func person(_ id: Int) -> Person {
        let profile = ReviewerProfile(
            role: pick(Role.allCases), affiliation: text(), workplace: text(), position: text(), group: text())
        return Person(
            id: PersonID(id), username: "\(text())\(id)", firstName: text(), lastName: text(), email: text(),
            passwordHash: text(), isActive: flip(), isStaff: flip(), isSuperuser: flip(),
            profile: flip() ? nil : profile, lastLogin: optionalInstant(), joined: instant(), created: instant(),
            modified: instant())
    }

    mutating func gene(_ symbol: String) -> Gene {
        Gene(
            symbol: symbol, name: optional(), ensembl: JSONText(unchecked: Array("{\"GRch37\":{}}".utf8)),
            omim: optionalList(), alias: optionalList(), aliasName: optionalList(), biotype: optional(),
            hgncSymbol: optional(), hgncID: optional(), hgncDateSymbolChanged: optional(), hgncRelease: optional(),
            isActive: flip())
    }

    mutating func file(_ id: Int) -> FileRecord {
        FileRecord(
            id: id, use: pick([.file, .image, .geneList, .panelList, .reviewList]), key: text(), title: text(),
            alt: text(), imported: flip(), log: text(), created: optionalInstant(), modified: optionalInstant())
    }

    mutating func assignment(_ id: Int, gene: String) -> ArchivedAssignment {
        ArchivedAssignment(
            id: id,
            LiteratureAssignment(
                reportID: text(), gene: gene, status: pick(LiteratureAssignment.Status.allCases),
                assignedTo: someone(), assignedAt: optionalInstant(), skippedBy: someone(),
                skippedAt: optionalInstant(), skippedReason: text(), created: instant(), updated: instant()))
    }
}
