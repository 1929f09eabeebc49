import Domain
import Foundation
import TestSupport
import Testing

/// Holds the scanner against Foundation's reader over made-up and damaged texts.
@Suite("Reading JSON, held against Foundation")
struct JSONFuzzTests {
    private static let pieces = ["a", "é", "🧬", "\"", "\\", "\n", "\u{1}", "\u{2028}", "/", "<b>", ""]

    private static func value(_ depth: Int, _ generator: inout SeededGenerator) -> Any {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return NSNull()
        case 1: return Bool.random(using: &generator)
        case 2: return Int.random(in: -1_000_000...1_000_000, using: &generator)
        case 3, 4: return string(&generator)
        case 5: return (0..<Int.random(in: 0...4, using: &generator)).map { _ in value(depth - 1, &generator) }
        default:
            var object: [String: Any] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                object[string(&generator)] = value(depth - 1, &generator)
            }
            return object
        }
    }

    private static func string(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }

    @Test("What Foundation writes is read and written again with the same meaning", arguments: 0..<8)
    func sameMeaning(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<60 {
            let value = ["v": Self.value(4, &generator)]
            let data = try JSONSerialization.data(withJSONObject: value, options: [.prettyPrinted])

            let ours = try JSONText(data)

            let read = try JSONSerialization.jsonObject(with: Data(ours.bytes)) as? NSDictionary
            #expect(read == value as NSDictionary)
        }
    }

    @Test(
        "A damaged text is refused by both readers or by neither, but for one leniency of Foundation's",
        arguments: 0..<8)
    func sameVerdict(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(100 + seed))
        for _ in 0..<60 {
            var bytes = [UInt8](try JSONSerialization.data(withJSONObject: ["v": Self.value(3, &generator)]))
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: at)
            case 1: bytes[at] = UInt8.random(in: 0x20...0x7E, using: &generator)
            default: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &generator), at: at)
            }
            let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])

            let ours = try? JSONText(bytes)

            // Foundation forgives a comma before a closing bracket; RFC 8259 does not, nor do we.
            let text = String(decoding: bytes, as: UTF8.self)
            let isForgiven = ours == nil && (text.contains(",}") || text.contains(",]"))
            #expect((ours == nil) == (foundation == nil) || isForgiven, "\(text)")
        }
    }

    @Test("No sequence of bytes makes the scanner stop anything but orderly", arguments: 0..<4)
    func noise(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(200 + seed))
        let alphabet = Array("{}[]\",:\\u0123eE+-. tfn".utf8) + [0xFF, 0xE2, 0x80, 0xA8, 0x00]
        for _ in 0..<500 {
            let bytes = (0..<24).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            var scanner = JSONScanner(bytes)
            _ = try? scanner.skipValue()
            _ = try? JSONText(bytes)
            _ = try? Entity(document: bytes)
        }
    }
}
