/// A line of a panel list that is not blank: where it begins, and its cells.
public struct PanelListLine: Hashable, Sendable {
    public var number: Int
    public var cells: [String]

    public init(number: Int, cells: [String]) {
        self.number = number
        self.cells = cells
    }

    /// The cell without white space around it, and without the apostrophe that downloads put before formulas (decision 16).
    subscript(column: PanelListColumn) -> String {
        guard column.rawValue < cells.count else { return "" }
        return SpreadsheetCell.unguarded(cells[column.rawValue].trimmingWhitespace()).trimmingWhitespace()
    }
}

/// Reads the lines of a panel list from its bytes as they come (`accounts-jobs-files.md` 10.3.1): cells between tabs, in
/// double quotes where they hold tabs, quotes or line ends; UTF-8 with or without a mark at the beginning; lines that end
/// with LF or CRLF.
public struct PanelListReader: Sendable {
    /// More lines than this are no panel.
    public static let mostLines = 50_000
    /// Bytes of one cell.
    public static let longestCell = 32 << 10

    /// What was read so far, without the headings and blank lines.
    public private(set) var lines: [PanelListLine] = []
    public private(set) var problems: [PanelListProblem] = []

    private enum State { case cellStart, plain, quoted, quoteInQuoted }

    private var state = State.cellStart
    private var cell: [UInt8] = []
    private var cells: [[UInt8]] = []
    /// The line that is being read, and the one where its first cell stood.
    private var number = 1
    private var start = 1
    /// Whether the last byte of the cell is a CR outside of quotes, which belongs to the line end if LF follows.
    private var endsInReturn = false
    private var hasHeadings = false
    /// Whether the rest cannot be understood.
    private var isStopped = false

    public init() {}

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Takes the next bytes, wherever they were cut.
    public mutating func read(_ bytes: some Sequence<UInt8>) {
        for byte in bytes where !isStopped { take(byte) }
    }

    /// Takes the end of the file.
    public mutating func finish() {
        if isStopped { return }
        if state == .quoted {
            return stop(column: cells.count, .badColumns, "A quotation mark before this text is never closed.")
        }
        if state != .cellStart || !cells.isEmpty { endLine() }
        if !hasHeadings, !isStopped { stop(column: nil, .badColumns, "The file has no headings.") }
    }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .quoted:
            if byte == UInt8(ascii: "\"") {
                state = .quoteInQuoted
            } else {
                if byte == UInt8(ascii: "\n") { number += 1 }
                append(byte)
            }
        case .quoteInQuoted where byte == UInt8(ascii: "\""):
            append(byte)
            state = .quoted
        case .cellStart where byte == UInt8(ascii: "\""): state = .quoted
        // Behind the mark at the beginning of the file.
        case .plain where byte == UInt8(ascii: "\"") && start == 1 && cells.isEmpty && cell == Self.mark:
            cell = []
            state = .quoted
        default: takePlain(byte)
        }
    }

    private mutating func takePlain(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\t"):
            endCell()
            state = .cellStart
        case UInt8(ascii: "\n"):
            if endsInReturn { cell.removeLast() }
            endLine()
            number += 1
            start = number
            state = .cellStart
        default:
            state = .plain
            append(byte)
            endsInReturn = byte == UInt8(ascii: "\r")
        }
    }

    private mutating func append(_ byte: UInt8) {
        endsInReturn = false
        if cell.count < Self.longestCell { return cell.append(byte) }
        stop(
            column: cells.count, .badText,
            "This is longer than \(Self.longestCell >> 10) KB. Is a closing quotation mark missing?")
    }

    private mutating func endCell() {
        cells.append(cell)
        cell = []
        endsInReturn = false
    }

    private mutating func endLine() {
        endCell()
        defer { cells = [] }
        if start == 1, cells[0].starts(with: Self.mark) { cells[0].removeFirst(Self.mark.count) }
        let isBlank = cells.allSatisfy { $0.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } }
        if isBlank { return }
        guard let texts = readable() else { return }
        guard hasHeadings else { return check(headings: texts) }
        if lines.count == Self.mostLines {
            return stop(column: nil, .badColumns, "A file may have \(Self.mostLines) lines at most.")
        }
        lines.append(PanelListLine(number: start, cells: texts))
    }

    /// The cells as texts; nil where one is none.
    private mutating func readable() -> [String]? {
        var texts: [String] = []
        texts.reserveCapacity(cells.count)
        let before = problems.count
        for (index, bytes) in cells.enumerated() {
            let text = String(validating: bytes, as: UTF8.self)
            if let text, !text.unicodeScalars.contains(where: Self.isNoise) {
                texts.append(text)
                continue
            }
            let what = text == nil ? "is not UTF-8" : "has a control character"
            add(start, index, .badEncoding, "This text \(what). Save the file as UTF-8.")
        }
        return problems.count == before ? texts : nil
    }

    /// Control characters but for those of white space.
    private static func isNoise(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)) || (0x7F...0x9F).contains(scalar.value)
    }

    /// Columns count by their position, so a file in which they are others is refused.
    private mutating func check(headings: [String]) {
        hasHeadings = true
        let columns = PanelListColumn.allCases
        for (column, heading) in zip(columns, headings)
        where heading.trimmingWhitespace().lowercased() != column.heading.lowercased() {
            add(
                start, column.rawValue, .badColumns,
                "The heading of this column is “\(heading.prefix(60))”, but should be “\(column.heading)”.")
        }
        let fewest = PanelListColumn.fewest(for: .gene)
        if headings.count < fewest || headings.count > columns.count {
            add(
                start, nil, .badColumns,
                "There are \(headings.count) headings, but there should be \(fewest) to \(columns.count), between tabs."
            )
        }
        isStopped = !problems.isEmpty
    }

    private mutating func stop(column: Int?, _ code: PanelListProblem.Code, _ text: String) {
        add(start, column, code, text)
        isStopped = true
    }

    private mutating func add(_ line: Int, _ column: Int?, _ code: PanelListProblem.Code, _ text: String) {
        problems.append(
            PanelListProblem(
                line: line, column: column.flatMap { PanelListColumn(rawValue: $0) }, code: code, text: text))
    }
}
