import Domain
import Ports

/// Cuts a JSON array of objects into its objects while the text comes in pieces, so that a file of any size needs the memory
/// of one record. What is inside an object is checked by whoever reads it.
struct ArrayCutter {
    /// One object of the array, and where in the file it begins.
    struct Record {
        var bytes: [UInt8]
        var line: Int
        var column: Int
    }

    private enum State {
        case beforeArray
        case beforeFirst
        case beforeNext
        case inside
        case afterRecord
        case afterArray
    }

    private let name: String
    private var state = State.beforeArray
    private var depth = 0
    private var isString = false
    private var isEscaped = false
    private var record = Record(bytes: [], line: 1, column: 1)
    private var line = 1
    private var column = 1

    init(name: String) { self.name = name }

    /// Takes the next piece and gives each object that is complete.
    mutating func append(
        _ piece: [UInt8], _ receive: (Record) throws(FileFault) -> Void
    ) throws(FileFault) {
        var start = 0
        for (index, byte) in piece.enumerated() {
            if state == .inside {
                if step(byte) {
                    record.bytes.append(contentsOf: piece[start...index])
                    state = .afterRecord
                    try receive(record)
                }
            } else if try between(byte) {
                start = index
            }
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        if state == .inside { record.bytes.append(contentsOf: piece[start...]) }
    }

    /// Says that the file is complete. Throws when the array is not.
    func finish() throws(FileFault) {
        switch state {
        case .afterArray: return
        case .beforeArray: throw fault("the file is empty; a JSON array is expected")
        case .inside: throw fault("the file ends inside the record that begins in line \(record.line)")
        case .beforeFirst, .beforeNext, .afterRecord: throw fault("the file ends before its array does")
        }
    }

    /// Inside an object: true at its last byte.
    private mutating func step(_ byte: UInt8) -> Bool {
        if isString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isString = false
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""): isString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        return depth == 0
    }

    /// Between objects: true where one begins.
    private mutating func between(_ byte: UInt8) throws(FileFault) -> Bool {
        if byte == 0x20 || (0x09...0x0D).contains(byte) { return false }
        switch (state, byte) {
        case (.beforeArray, UInt8(ascii: "[")): state = .beforeFirst
        case (.beforeFirst, UInt8(ascii: "]")), (.afterRecord, UInt8(ascii: "]")): state = .afterArray
        case (.afterRecord, UInt8(ascii: ",")): state = .beforeNext
        case (.beforeFirst, UInt8(ascii: "{")), (.beforeNext, UInt8(ascii: "{")):
            state = .inside
            depth = 1
            record = Record(bytes: [], line: line, column: column)
            return true
        case (.beforeArray, _): throw fault("a JSON array is expected, but the file begins otherwise")
        case (.afterArray, _): throw fault("unexpected text after the end of the array")
        case (.afterRecord, _): throw fault("a comma or the end of the array is expected")
        default: throw fault("a record is expected, that is an object in braces")
        }
        return false
    }

    private func fault(_ reason: String) -> FileFault {
        FileFault(file: name, line: line, column: column, reason: reason)
    }
}
