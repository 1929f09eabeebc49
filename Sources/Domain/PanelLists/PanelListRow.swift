/// What one line of a panel list says, read and checked as far as the line alone tells (`accounts-jobs-files.md` 10.3.2).
public struct PanelListRow: Hashable, Sendable {
    public var line: Int
    public var kind: EntityKind
    public var name: String
    /// Empty where an STR or a region names no gene.
    public var symbol: String
    public var sources: [String]
    /// The panel it is for.
    public var panel: PanelFacts
    /// Empty: as it is.
    public var modeOfInheritance: String
    public var phenotypes: [String]
    public var publications: [String]
    public var isFlagged: Bool
    /// Genes only.
    public var modeOfPathogenicity: String
    /// STRs and regions only.
    public var place: Place?
    public var repeats: Repeats?
    public var region: Region?

    /// What a line says about its panel, which counts where the panel is new.
    public struct PanelFacts: Hashable, Sendable {
        public var name: String
        public var level3: String
        public var level2: String
        public var description: String
        public var omim: [String]
        public var orphanet: [String]
        public var hpo: [String]
    }

    /// Where an STR or a region lies. An empty chromosome stays as it is.
    public struct Place: Hashable, Sendable {
        public var chromosome: String
        public var grch37: Coordinates?
        public var grch38: Coordinates
    }

    /// Of an STR; what is missing stays as it is.
    public struct Repeats: Hashable, Sendable {
        public var sequence: String
        public var normal: Int?
        public var pathogenic: Int?
    }

    /// Of a region; what is missing stays as it is, but for the scores.
    public struct Region: Hashable, Sendable {
        public var haploinsufficiency: String
        public var triplosensitivity: String
        public var overlap: Int?
        public var variantType: String
        public var verboseName: String
    }
}

extension PanelListRow {
    /// Reads every line; what is wrong with any of them goes into `problems`, and such a line is left out.
    public static func rows(
        _ lines: [PanelListLine], _ problems: inout [PanelListProblem]
    ) -> [PanelListRow] {
        lines.compactMap { line in
            var reading = PanelListRowReading(line: line)
            let row = reading.row()
            problems += reading.problems
            return reading.problems.isEmpty ? row : nil
        }
    }
}

/// A line that is being read.
private struct PanelListRowReading {
    let line: PanelListLine
    var problems: [PanelListProblem] = []

    mutating func row() -> PanelListRow? {
        let count = line.cells.count
        let most = PanelListColumn.allCases.count
        if count > most {
            add(nil, .badColumns, "The line has \(count) cells, but may have \(most) at most.")
            return nil
        }
        guard let kind = EntityKind(rawValue: line[.entityType].lowercased()) else {
            add(.entityType, .badType, "“\(shown(.entityType))” is neither gene nor STR nor region.")
            return nil
        }
        let fewest = PanelListColumn.fewest(for: kind)
        if count < fewest {
            add(
                nil, .badColumns,
                "The line has \(count) cells, but a line about \(word(kind)) needs \(fewest) at least.")
            return nil
        }
        require(.entityName, "The entity needs a name.")
        require(.level4, "The line needs the name of a panel.")
        for column in [PanelListColumn.level4, .level3, .level2] { oneLine(column, atMost: 255) }
        checkInheritance()
        if kind == .gene {
            if line[.geneSymbol].isEmpty { add(.geneSymbol, .unknownGene, "A line about a gene needs its symbol.") }
            checkChoice(.modeOfPathogenicity) { ModeOfPathogenicity(stored: $0) != nil }
        } else {
            oneLine(.entityName, atMost: 128)
        }
        let place = kind == .gene ? nil : place()
        return PanelListRow(
            line: line.number, kind: kind, name: line[.entityName], symbol: line[.geneSymbol], sources: list(.sources),
            panel: facts(), modeOfInheritance: line[.modeOfInheritance], phenotypes: list(.phenotypes),
            publications: list(.publications), isFlagged: line[.flagged].lowercased() == "true",
            modeOfPathogenicity: kind == .gene ? line[.modeOfPathogenicity] : "", place: place,
            repeats: kind == .str ? repeats() : nil, region: kind == .region ? region() : nil)
    }

    private mutating func facts() -> PanelListRow.PanelFacts {
        PanelListRow.PanelFacts(
            name: line[.level4], level3: line[.level3], level2: line[.level2], description: line[.description],
            omim: list(.omim), orphanet: list(.orphanet), hpo: list(.hpo))
    }

    private mutating func place() -> PanelListRow.Place? {
        checkChoice(.chromosome) { Chromosome.all.contains($0) }
        let grch37 = range(.start37, .end37, isRequired: false)
        guard let grch38 = range(.start38, .end38, isRequired: true) else { return nil }
        return PanelListRow.Place(chromosome: line[.chromosome], grch37: grch37, grch38: grch38)
    }

    private mutating func repeats() -> PanelListRow.Repeats {
        checkChoice(.repeatedSequence) { ShortTandemRepeat.isSequence($0) }
        return PanelListRow.Repeats(
            sequence: line[.repeatedSequence], normal: number(.normalRepeats), pathogenic: number(.pathogenicRepeats))
    }

    private mutating func region() -> PanelListRow.Region {
        checkChoice(.haploinsufficiency) { DosageScore(rawValue: $0) != nil }
        checkChoice(.triplosensitivity) { DosageScore(rawValue: $0) != nil }
        checkChoice(.variantType) { VariantType(rawValue: $0) != nil }
        let overlap = number(.requiredOverlap)
        if let overlap, overlap > 100 { add(.requiredOverlap, .badChoice, "A percentage is 100 at most.") }
        oneLine(.verboseName, atMost: 256)
        return PanelListRow.Region(
            haploinsufficiency: line[.haploinsufficiency], triplosensitivity: line[.triplosensitivity],
            overlap: overlap, variantType: line[.variantType], verboseName: line[.verboseName])
    }

    // MARK: Cells

    /// Items between semicolons, each once.
    private mutating func list(_ column: PanelListColumn) -> [String] {
        let items = line[column].split(separator: ";").map { String($0).trimmingWhitespace() }.filter { !$0.isEmpty }
            .once()
        if let long = items.first(where: { $0.unicodeScalars.count > 255 }) {
            add(column, .badText, "“\(long.prefix(40))…” is longer than 255 characters.")
        }
        return items
    }

    private mutating func number(_ column: PanelListColumn) -> Int? {
        let text = line[column]
        if text.isEmpty { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            add(column, .badInteger, "“\(shown(column))” is no whole number.")
            return nil
        }
        return number
    }

    private mutating func range(
        _ first: PanelListColumn, _ second: PanelListColumn, isRequired: Bool
    ) -> Coordinates? {
        let before = problems.count
        let (start, end) = (number(first), number(second))
        guard problems.count == before else { return nil }
        guard let start, let end else {
            let lacking = start == nil ? first : second
            if isRequired || start != nil || end != nil {
                add(lacking, .badPosition, "This position is missing.")
            }
            return nil
        }
        if start >= end { add(first, .badPosition, "The start \(start) is not before the end \(end).") }
        return Coordinates(start: start, end: end)
    }

    private mutating func checkInheritance() {
        let text = line[.modeOfInheritance]
        if text.isEmpty || ModeOfInheritance(rawValue: text) != nil { return }
        add(.modeOfInheritance, .badInheritance, "“\(shown(.modeOfInheritance))” is no mode of inheritance.")
    }

    private mutating func checkChoice(_ column: PanelListColumn, _ isChoice: (String) -> Bool) {
        if !line[column].isEmpty, !isChoice(line[column]) {
            add(column, .badChoice, "“\(shown(column))” is none of the values that may stand here.")
        }
    }

    private mutating func require(_ column: PanelListColumn, _ text: String) {
        if line[column].isEmpty { add(column, .badText, text) }
    }

    private mutating func oneLine(_ column: PanelListColumn, atMost most: Int) {
        let text = line[column]
        if text.contains(where: { $0.isNewline || $0 == "\t" }) {
            add(column, .badText, "This must not have line ends or tabs.")
        } else if text.unicodeScalars.count > most {
            add(column, .badText, "This is longer than \(most) characters.")
        }
    }

    /// What stands there, as far as a message has room for it.
    private func shown(_ column: PanelListColumn) -> String { String(line[column].prefix(60)) }

    private func word(_ kind: EntityKind) -> String {
        switch kind {
        case .gene: "a gene"
        case .str: "an STR"
        case .region: "a region"
        }
    }

    private mutating func add(_ column: PanelListColumn?, _ code: PanelListProblem.Code, _ text: String) {
        problems.append(PanelListProblem(line: line.number, column: column, code: code, text: text))
    }
}
