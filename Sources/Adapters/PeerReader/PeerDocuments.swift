import Domain
import Ports

/// Reads the answers of a PanelApp that are not panels: pages of lists.
enum PeerPage {
    /// One page of `/api/v1/panels/` or `/api/v1/panels/signedoff/`.
    struct Content {
        var rows: [Row] = []
        /// Address of the next page.
        var next: String?
    }

    struct Row {
        var heading: PanelHeading
        var signedOff: CivilDate?
    }

    /// `name` is the address or file, for faults.
    static func read(_ bytes: [UInt8], name: String) throws(PeerFault) -> Content {
        do throws(JSONError) {
            var content = Content()
            var isPage = false
            var scanner = JSONScanner(bytes)
            try scanner.object { (key, scanner) throws(JSONError) in
                switch key {
                case "next": content.next = try scanner.optionalString()
                case "results":
                    isPage = true
                    try scanner.array { (scanner) throws(JSONError) in content.rows.append(try row(&scanner)) }
                default: try scanner.skipValue()
                }
            }
            try scanner.end()
            guard isPage else { throw JSONError("this is no page of a PanelApp list: it has no results", at: 0) }
            return content
        } catch {
            throw broken(error, bytes, name: name)
        }
    }

    private static func row(_ scanner: inout JSONScanner) throws(JSONError) -> Row {
        let start = scanner.at
        let range = try scanner.skipValue()
        let text = JSONText(unchecked: Array(scanner.bytes[range]))
        do throws(JSONError) {
            return Row(heading: try PanelHeading(text), signedOff: try signedOff(text))
        } catch {
            throw JSONError(error.reason, at: start + error.offset)
        }
    }

    private static func signedOff(_ row: JSONText) throws(JSONError) -> CivilDate? {
        var date: CivilDate?
        var scanner = JSONScanner(row.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            if key == "signed_off" {
                date = try scanner.optionalString().flatMap { CivilDate($0) }
            } else {
                try scanner.skipValue()
            }
        }
        return date
    }

    static func broken(_ error: JSONError, _ bytes: [UInt8], name: String) -> PeerFault {
        let (line, column) = error.position(in: bytes)
        return .broken(FileFault(file: name, line: line, column: column, reason: error.reason))
    }
}
