import Foundation

/// Lists of strings as JSON, which is how SQLite takes a list.
enum JSONTexts {
    static func encode(_ texts: [String]) -> String {
        var json = "["
        for (index, text) in texts.enumerated() {
            json += index == 0 ? "\"" : ",\""
            for character in text.unicodeScalars {
                switch character {
                case "\"": json += "\\\""
                case "\\": json += "\\\\"
                case "\u{0}"..<"\u{20}":
                    let digits = String(character.value, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: json.unicodeScalars.append(character)
                }
            }
            json += "\""
        }
        return json + "]"
    }

    static func decode(_ json: UnsafeRawBufferPointer) -> [String]? {
        try? JSONDecoder().decode([String].self, from: Data(json))
    }
}
