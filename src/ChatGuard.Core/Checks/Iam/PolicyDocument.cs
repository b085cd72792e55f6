using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>An IAM policy, whether attached, inline or a role's trust policy.</summary>
public sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>Whether a statement allows every action on every resource, with or without a condition.</summary>
    public bool AllowsEverything { get; } = Statements.Any(statement => statement.Allows && statement.CoversEverything);

    /// <summary>Reads decoded JSON. Never throws: a document that cannot be read says why in <paramref name="problem"/>.</summary>
    public static bool TryParse(string? json, [NotNullWhen(true)] out PolicyDocument? document, [NotNullWhen(false)] out string? problem)
    {
        document = null;
        problem = null;
        try
        {
            using var parsed = JsonDocument.Parse(json ?? "");
            document = new PolicyDocument(ReadStatements(parsed.RootElement));
        }
        catch (JsonException)
        {
            problem = "the policy is not valid JSON";
        }
        catch (FormatException e)
        {
            problem = e.Message;
        }

        return document is not null;
    }

    private static List<PolicyStatement> ReadStatements(JsonElement root)
    {
        if (Member(root, "Statement") is not { } statements)
        {
            throw new FormatException("the policy has no Statement");
        }

        return statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().Select(ReadStatement).ToList() : [ReadStatement(statements)];
    }

    private static PolicyStatement ReadStatement(JsonElement statement)
    {
        var effect = Strings(Member(statement, "Effect"));
        if (effect is not ["Allow"] and not ["Deny"])
        {
            throw new FormatException("a statement's Effect is neither Allow nor Deny");
        }

        var principal = Member(statement, "Principal");
        return new PolicyStatement
        {
            Allows = effect[0] == "Allow",
            Actions = Strings(Member(statement, "Action")),
            NotActions = Strings(Member(statement, "NotAction")),
            Resources = Strings(Member(statement, "Resource")),
            NotResources = Strings(Member(statement, "NotResource")),
            Principals = principal is { } given ? ReadPrincipals(given) : [],
            HasNotPrincipal = Member(statement, "NotPrincipal") is not null,
            Conditions = Member(statement, "Condition") is { } condition ? ReadConditions(condition) : [],
        };
    }

    private static List<PolicyPrincipal> ReadPrincipals(JsonElement principal) => principal.ValueKind == JsonValueKind.String
        ? [new PolicyPrincipal("AWS", principal.GetString()!)]
        : Members(principal).SelectMany(kind => Strings(kind.Value).Select(value => new PolicyPrincipal(kind.Name, value))).ToList();

    private static List<PolicyCondition> ReadConditions(JsonElement condition) => Members(condition)
        .SelectMany(test => Members(test.Value).Select(key => new PolicyCondition(test.Name, key.Name, Strings(key.Value))))
        .ToList();

    private static IEnumerable<JsonProperty> Members(JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject()
        : throw new FormatException("the policy has another value where an object belongs");

    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in Members(element))
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    private static List<string> Strings(JsonElement? element) => element switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(Scalar).ToList(),
        { } one => [Scalar(one)],
    };

    private static string Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => element.GetRawText(),
        _ => throw new FormatException("the policy has another value where a string belongs"),
    };
}
