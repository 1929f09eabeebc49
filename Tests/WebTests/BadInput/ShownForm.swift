import Foundation

/// A form as a page shows it: what its controls hold, and which of them are marked as wrong.
struct ShownForm {
    /// All values by name: what is typed, chosen or ticked.
    private(set) var values: [String: [String]] = [:]
    /// Names of fields with a problem beside them that their control points to.
    private(set) var wrong: Set<String> = []

    /// The form of a page that is sent to `action`, where there are several the one with the most of these fields; nil where
    /// there is none.
    init?(_ page: String, action: String, fields: [String]) {
        // Cut by hand, because a page is long and a pattern over all of it slow.
        let forms = page.components(separatedBy: "<form ").dropFirst().filter {
            $0.contains("action=\"\(action)\"") && $0.contains("method=\"post\"")
        }.compactMap { $0.components(separatedBy: "</form>").first }
        func count(_ text: String) -> Int { fields.count { text.contains("name=\"\($0)\"") } }
        guard let text = forms.max(by: { count($0) < count($1) }) else { return nil }
        for match in text.matches(of: /<input([^>]*)>/) { read(String(match.output.1)) }
        for match in text.matches(of: /<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/) {
            add(String(match.output.1), Self.plain(String(match.output.2)))
        }
        for match in text.matches(of: /<select([^>]*)>([\s\S]*?)<\/select>/) {
            let options = match.output.2.matches(of: /<option([^>]*)>/).map { String($0.output.1) }
            let chosen = options.first { Self.has("selected", $0) }
            add(String(match.output.1), chosen.flatMap { Self.attribute("value", $0) } ?? "")
        }
        // A control or group of boxes that says what describes it, and the description.
        for match in text.matches(of: /<(?:input|select|textarea|fieldset)([^>]*)>/) {
            let attributes = String(match.output.1)
            guard let id = Self.attribute("id", attributes), text.contains("id=\"\(id)-problem\"") else { continue }
            let points = Self.attribute("aria-describedby", attributes)?.split(separator: " ") ?? []
            if points.contains(where: { $0 == "\(id)-problem" }), let start = id.range(of: "id_", options: .backwards) {
                wrong.insert(String(id[start.upperBound...]))
            }
        }
    }

    private mutating func read(_ attributes: String) {
        let kind = Self.attribute("type", attributes)
        if kind == "checkbox" {
            if Self.has("checked", attributes) { add(attributes, Self.attribute("value", attributes) ?? "on") }
        } else {
            add(attributes, Self.attribute("value", attributes) ?? "")
        }
    }

    private mutating func add(_ attributes: String, _ value: String) {
        guard let name = Self.attribute("name", attributes) else { return }
        values[name, default: []].append(value)
    }

    private static func attribute(_ name: String, _ attributes: String) -> String? {
        guard let start = attributes.range(of: " \(name)=\"")?.upperBound,
            let end = attributes[start...].firstIndex(of: "\"")
        else { return nil }
        return plain(String(attributes[start..<end]))
    }

    private static func has(_ flag: String, _ attributes: String) -> Bool {
        attributes.split(separator: " ").contains { $0 == flag }
    }

    private static func plain(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}
