import Domain

/// Lays a compact document out over lines, for `Accept: application/json; indent=4` (`api.md 1.4`).
enum PrettyJSON {
    static func indented(_ json: [UInt8], by width: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(json.count * 2)
        var depth = 0
        var isInString = false
        var index = 0
        func newLine() {
            out.append(UInt8(ascii: "\n"))
            out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * width))
        }
        while index < json.count {
            let byte = json[index]
            if isInString {
                out.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < json.count {
                    index += 1
                    out.append(json[index])
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""):
                    isInString = true
                    out.append(byte)
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    out.append(byte)
                    if index + 1 < json.count, json[index + 1] == byte + 2 {
                        index += 1
                        out.append(json[index])
                    } else {
                        depth += 1
                        newLine()
                    }
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    newLine()
                    out.append(byte)
                case UInt8(ascii: ","):
                    out.append(byte)
                    newLine()
                case UInt8(ascii: ":"): out.append(contentsOf: [byte, UInt8(ascii: " ")])
                default: out.append(byte)
                }
            }
            index += 1
        }
        return out
    }
}
