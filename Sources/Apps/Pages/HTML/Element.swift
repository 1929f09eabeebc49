/// An attribute of an element.
public struct Attribute: Sendable {
    enum Value: Sendable {
        case literal(StaticString)
        case text(String)
        case digits(Int)
        /// Present or absent, without a value.
        case flag
    }

    let name: StaticString
    let value: Value?

    public static func `class`(_ names: StaticString) -> Self { Self(name: "class", value: .literal(names)) }
    public static func id(_ id: String) -> Self { Self(name: "id", value: .text(id)) }
    public static func href(_ link: Link) -> Self { Self(name: "href", value: .text(link.text)) }
    /// Any other attribute with a value known to the program.
    public static func set(_ name: StaticString, _ value: StaticString) -> Self {
        Self(name: name, value: .literal(value))
    }
    /// Any other attribute with a value that is data. Never for addresses: those are `Link`s.
    public static func text(_ name: StaticString, _ value: String) -> Self { Self(name: name, value: .text(value)) }
    public static func digits(_ name: StaticString, _ value: Int) -> Self { Self(name: name, value: .digits(value)) }
    /// Present when `isOn`.
    public static func flag(_ name: StaticString, _ isOn: Bool = true) -> Self {
        Self(name: name, value: isOn ? .flag : nil)
    }
    /// Given when `isOn`, else nothing.
    public func when(_ isOn: Bool) -> Self { isOn ? self : Self(name: name, value: nil) }
}

extension HTML {
    /// An element with content.
    public mutating func element(
        _ name: StaticString, _ attributes: Attribute..., content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        raw("</")
        raw(name)
        raw(">")
    }

    /// An element that holds a text.
    public mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
        open(name, attributes)
        self.text(text)
        raw("</")
        raw(name)
        raw(">")
    }

    /// An element without content, such as `input`.
    public mutating func void(_ name: StaticString, _ attributes: Attribute...) { open(name, attributes) }

    /// A link with a text.
    public mutating func link(_ link: Link, _ text: String, _ attributes: Attribute...) {
        open("a", [.href(link)] + attributes)
        self.text(text)
        raw("</a>")
    }

    private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        raw("<")
        raw(name)
        for attribute in attributes { write(attribute) }
        raw(">")
    }

    private mutating func write(_ attribute: Attribute) {
        guard let value = attribute.value else { return }
        raw(" ")
        raw(attribute.name)
        if case .flag = value { return }
        raw("=\"")
        switch value {
        case .literal(let text): raw(text)
        case .text(let text): self.text(text)
        case .digits(let number): digits(number)
        case .flag: break
        }
        raw("\"")
    }
}
