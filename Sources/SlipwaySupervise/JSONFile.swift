import SlipwaySystem

/// Reads a small JSON file; its path is in the sentence when that fails.
enum JSONFile {
    static func read<Value>(_ path: String, _ parse: (JSONValue) throws -> Value) throws -> Value {
        let bytes = try Files.read(path)
        do {
            return try parse(try JSONReader.value(bytes))
        } catch let error as SuperviseError {
            throw SuperviseError("read", path, error.cause)
        }
    }
}
