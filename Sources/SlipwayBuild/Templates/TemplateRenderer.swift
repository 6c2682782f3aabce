import Mustache
import SlipwayModel

/// Renders templates from a fixed set of values; the same text and values always give the same bytes.
package struct TemplateRenderer: Sendable {
    private let values: TemplateValue

    package init(values: TemplateValue) {
        self.values = values
    }

    /// `at` names the place of a line of the text. Throws `Refusal` for what the template may not say.
    package func render(_ text: String, escaping: Escaping, at place: (Int) -> String) throws -> String {
        do {
            let tags = try TemplateTags.scan(text)
            if tags.isEmpty { return text }
            try TemplateCheck(values: values).check(tags)
        } catch let fault as TemplateTags.Fault {
            throw Refusal(
                .badInput, "\(place(fault.line)): \(fault.sentence)",
                hint: fault.hint ?? "each {{ has its }}, each {{#section}} its {{/section}}")
        }
        _ = EscapedContent.registered
        do {
            // The first line chooses the escaping and leaves no trace.
            let pragma = "{{% CONTENT_TYPE: \(EscapedContent(escaping: escaping).name)}}\n"
            return try MustacheTemplate(string: pragma + text).render(MustacheValue(value: values))
        } catch {
            throw Refusal(
                .badInput, "\(place(1)): this is not a Mustache template that Slipway can render",
                hint: "variables, {{#sections}}, {{^inverted ones}} and {{! comments}} are known")
        }
    }
}
