using System.Text.Json.Nodes;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Trust policies: the shapes the seed writes, and the decision that AssumeRole takes.</summary>
internal static class Trust
{
    public static string Service(string service) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"}]}""";

    /// <param name="arns">Who is trusted.</param>
    /// <param name="condition">Under which condition; null for none.</param>
    /// <param name="also">Actions beside <c>sts:AssumeRole</c>.</param>
    public static string Principals(IEnumerable<string> arns, string? condition = null, params string[] also)
    {
        var rest = condition is null ? "" : ",\"Condition\":" + condition;
        var names = string.Join("\",\"", arns);
        var actions = also.Length == 0 ? "\"sts:AssumeRole\"" : $"[\"{string.Join("\",\"", also.Prepend("sts:AssumeRole"))}\"]";
        return $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["{{names}}"]},"Action":{{actions}}{{rest}} }]}""";
    }

    public static string Federated(string provider) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider}}"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"} } }]}""";

    /// <summary>Whether a trust policy lets a caller do <c>sts:AssumeRole</c>, <c>sts:SetSourceIdentity</c> or <c>sts:TagSession</c> with this external id.</summary>
    public static bool Allows(string document, string action, string callerArn, string? externalId) =>
        PolicyText.Statements(document).Any(statement =>
            (string?)statement["Effect"] == "Allow"
            && Texts(statement["Action"]).Any(allowed => allowed == action || allowed is "sts:*" or "*")
            && Names(statement["Principal"], callerArn)
            && Meets(statement["Condition"] as JsonObject, externalId));

    private static bool Names(JsonNode? principal, string callerArn)
    {
        var parts = callerArn.Split(':');
        var (account, rest) = (parts[4], parts[5]);
        string[] names =
        [
            "*",
            account,
            callerArn,
            $"arn:aws:iam::{account}:root",
            .. rest.StartsWith("assumed-role/", StringComparison.Ordinal) ? [$"arn:aws:iam::{account}:role/{rest.Split('/')[1]}"] : Array.Empty<string>(),
        ];
        return Texts(principal is JsonObject kinds ? kinds["AWS"] : principal).Any(names.Contains);
    }

    // Conditions other than on the external id, such as MFA, are not met by a session of the sandbox.
    private static bool Meets(JsonObject? condition, string? externalId) => condition is null || condition.All(test =>
        test.Key == "StringEquals" && test.Value is JsonObject keys && keys.All(key =>
            key.Key == "sts:ExternalId" && Texts(key.Value).Any(value => value == externalId)));

    private static IEnumerable<string?> Texts(JsonNode? node) => PolicyText.Each(node).Select(value => (string?)value);
}
