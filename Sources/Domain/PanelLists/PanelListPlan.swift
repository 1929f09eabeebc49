/// Which panels a list changes and which it makes, once its lines were held against what there is
/// (`accounts-jobs-files.md` 10.3.3, 10.3.5).
public struct PanelListPlan: Sendable {
    /// Rows for panels that there are, in the order of the file.
    public private(set) var present: [PanelID: [PanelListRow]] = [:]
    /// Rows for each panel that is made, in the order in which the file names them.
    public private(set) var new: [(name: String, rows: [PanelListRow])] = []
    /// Genes by their symbols.
    public let genes: [String: Gene]
    /// How many lines there are.
    public private(set) var lines = 0
    /// Entities of the largest panel that is changed.
    public private(set) var largestPanel = 0

    /// Throws everything that is wrong with any line.
    /// - Parameters:
    ///   - problems: what was found while the file was read.
    ///   - panels: all panels whatever their status.
    ///   - genes: those that `symbols(of:)` names, as far as there are such genes.
    public init(
        _ rows: [PanelListRow], problems: [PanelListProblem], panels: some Sequence<Panel>, genes: [Gene]
    ) throws(PanelListRefusal) {
        self.genes = Dictionary(genes.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        lines = rows.count
        var problems = problems
        if rows.isEmpty, problems.isEmpty {
            problems.append(
                PanelListProblem(line: 1, column: nil, code: .badColumns, text: "The file has headings and no lines."))
        }
        for row in rows { check(geneOf: row, &problems) }
        let known = Dictionary(grouping: panels) { $0.header.name.trimmingWhitespace() }
        let named = Dictionary(grouping: rows, by: \.panel.name)
        for name in rows.map(\.panel.name).once() { place(named[name] ?? [], name, known[name] ?? [], &problems) }
        if !problems.isEmpty { throw PanelListRefusal(problems) }
    }

    /// The genes that rows name.
    public static func symbols(of rows: [PanelListRow]) -> [String] {
        rows.map(\.symbol).filter { !$0.isEmpty }.once()
    }

    private func check(geneOf row: PanelListRow, _ problems: inout [PanelListProblem]) {
        if row.symbol.isEmpty { return }
        guard let gene = genes[row.symbol] else {
            return Self.add(row, .geneSymbol, .unknownGene, "There is no gene \(row.symbol.prefix(60)).", &problems)
        }
        if !gene.isActive {
            Self.add(row, .geneSymbol, .inactiveGene, "\(gene.symbol) is not an active gene.", &problems)
        }
    }

    private mutating func place(
        _ rows: [PanelListRow], _ name: String, _ panels: [Panel], _ problems: inout [PanelListProblem]
    ) {
        let live = panels.filter { $0.header.status != .deleted }
        if let panel = live.first, live.count == 1 {
            present[panel.id] = rows
            largestPanel = max(largestPanel, panel.entityCount)
            if let refusal = Self.refusal(of: panel.header) { Self.refuse(rows, refusal, &problems) }
        } else if live.count > 1 {
            Self.refuse(rows, (.badPanel, "There are \(live.count) panels of this name."), &problems)
        } else if !panels.isEmpty {
            Self.refuse(
                rows, (.deletedPanel, "The panel of this name is deleted. Bring it back or rename it first."), &problems
            )
        } else {
            new.append((name, rows))
            Self.checkAgreement(rows, &problems)
        }
    }

    /// Why nothing can be imported into a panel.
    static func refusal(of header: PanelHeader) -> (PanelListProblem.Code, String)? {
        if header.status == .deleted { return (.deletedPanel, "This panel is deleted.") }
        if header.isSuperPanel { return (.superPanel, "A super panel has no entities of its own.") }
        return nil
    }

    static func refuse(
        _ rows: [PanelListRow], _ refusal: (code: PanelListProblem.Code, text: String),
        _ problems: inout [PanelListProblem]
    ) {
        for row in rows { add(row, .level4, refusal.code, refusal.text, &problems) }
    }

    /// All lines of a new panel say the same of it.
    private static func checkAgreement(_ rows: [PanelListRow], _ problems: inout [PanelListProblem]) {
        guard let first = rows.first else { return }
        for row in rows.dropFirst() {
            for (column, one, other) in [
                (PanelListColumn.level3, first.panel.level3, row.panel.level3),
                (.level2, first.panel.level2, row.panel.level2),
                (.description, first.panel.description, row.panel.description),
            ] where one != other {
                add(row, column, .badPanel, "Line \(first.line) says something else of this new panel.", &problems)
            }
        }
    }

    private static func add(
        _ row: PanelListRow, _ column: PanelListColumn, _ code: PanelListProblem.Code, _ text: String,
        _ problems: inout [PanelListProblem]
    ) {
        problems.append(PanelListProblem(line: row.line, column: column, code: code, text: text))
    }
}

extension Panel {
    /// All kinds together.
    fileprivate var entityCount: Int {
        let counts = header.counts
        return statistics?.entities ?? (counts.genes ?? 0) + (counts.strs ?? 0) + (counts.regions ?? 0)
    }
}

extension PanelListPlan {
    /// What speaks against a panel by the time it is locked: others may have changed it since the plan was made.
    public static func problems(of rows: [PanelListRow], on header: PanelHeader) -> [PanelListProblem] {
        var problems: [PanelListProblem] = []
        if let refusal = refusal(of: header) {
            refuse(rows, refusal, &problems)
        } else if let name = rows.first?.panel.name, name != header.name.trimmingWhitespace() {
            refuse(rows, (.badPanel, "This panel was renamed just now. Upload the file again."), &problems)
        }
        return problems
    }
}
