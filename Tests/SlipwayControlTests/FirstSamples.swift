import SlipwayControl
import SlipwayModel

/// What the verbs of a first day print: a recipe from nothing, hosts from nothing.
enum FirstSamples {
    static let initial = InitDocument(
        recipe: "shop/recipe.yaml", name: "shop", version: "1.4.2", context: "/shop", webapp: "shop.war",
        convertedFrom: "../shop-1.4.2.war", servlets: "javax",
        remarks: [
            "it brings shop.properties: what differs from node to node can stand under properties"
        ])

    static let provision = ProvisionDocument(
        installer: "shop-1.4.2.run",
        digest: Digest("sha256:a3db348c1d8eb130e494747e37660aa0b9fb3e163dd9a2738b2203577a737989")!, size: 98_231_296,
        hosts: [
            .init(host: "deploy@shop1", nil, took: 14210, sent: 98_231_296, machine: "x86_64", usedSudo: true),
            .init(
                host: "deploy@shop2",
                Refusal(
                    .notPermitted, "deploy@shop2 does not let this user in",
                    hint: "try ssh deploy@shop2; a key in the agent, or -- -i FILE, opens it",
                    detail: ["deploy@shop2: Permission denied (publickey)."]),
                took: 412, sent: 0, machine: nil, usedSudo: false),
        ])
}
