import Synchronization

/// A list that several tasks add to.
public final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    public init() {}

    public var all: [Element] { elements.withLock { $0 } }

    public func append(_ element: Element) { elements.withLock { $0.append(element) } }
}
