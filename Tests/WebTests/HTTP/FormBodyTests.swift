import NIOCore
import Testing

@testable import Web

@Suite("Posted forms")
struct FormBodyTests {
    @Test("Names may repeat, values are decoded, and what is no UTF-8 or U+0000 does no harm")
    func reads() {
        let form = FormBody(ByteBuffer(string: "a=1&b=%C3%BC+x&a=2&&c&d=%00%FFz&e=1%3D2=3"))
        #expect(form?.list("a") == ["1", "2"])
        #expect(form?.text("b") == "ü x")
        #expect(form?["c"] == "")
        #expect(form?.text("d") == "\u{FFFD}z")
        #expect(form?.text("e") == "1=2=3")
        #expect(form?["f"] == nil)
    }

    @Test("As many fields as the largest panel has rows are taken, and no endless number")
    func limit() {
        let most = FormBody.mostFields
        #expect(most >= 10_000)
        #expect(FormBody(ByteBuffer(string: Array(repeating: "a=1", count: most).joined(separator: "&"))) != nil)
        #expect(FormBody(ByteBuffer(string: Array(repeating: "a=1", count: most + 1).joined(separator: "&"))) == nil)
        #expect(FormBody(ByteBuffer(string: String(repeating: "&", count: 2_000_000))) == nil)
    }
}
