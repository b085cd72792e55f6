using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>SimulatePrincipalPolicy over actions and Bool conditions; resources count only as the statement's own.</summary>
internal static class PolicySimulator
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["SimulatePrincipalPolicy"] = Simulate,
    };

    /// <summary>Whether these policy documents together allow an action on a resource.</summary>
    public static bool Allows(IEnumerable<string> documents, string action, string resource, Dictionary<string, string?> context) =>
        Decide([.. documents.SelectMany(PolicyText.Statements).Where(statement => On(statement, resource))], action, context) == "allowed";

    private static bool On(JsonObject statement, string resource) => statement["NotResource"] is { } except
        ? !PolicyText.Each(except).Any(pattern => Matches((string)pattern!, resource))
        : PolicyText.Each(statement["Resource"]).Any(pattern => Matches((string)pattern!, resource));

    private static IEnumerable<XElement> Simulate(Call call, QueryParameters input)
    {
        var statements = Documents(call.Account.Iam, input.Required("PolicySourceArn"))
            .Concat(input.List("PolicyInputList"))
            .SelectMany(PolicyText.Statements)
            .ToList();
        var context = input.Structures("ContextEntries").ToDictionary(
            entry => entry.Required("ContextKeyName"),
            entry => entry.List("ContextKeyValues").FirstOrDefault(),
            StringComparer.OrdinalIgnoreCase);
        var actions = input.List("ActionNames");
        return
        [
            IamXml.List("EvaluationResults", actions.Select(action => (XElement[])
            [
                new("EvalActionName", action),
                new("EvalResourceName", input.List("ResourceArns").FirstOrDefault() ?? "*"),
                new("EvalDecision", Decide(statements, action, context)),
            ])),
            new("IsTruncated", false),
        ];
    }

    private static IEnumerable<string> Documents(IamState iam, string arn)
    {
        var entity = iam.Users.Values.Concat<IamEntity>(iam.Groups.Values).Concat(iam.Roles.Values).FirstOrDefault(e => e.Arn == arn)
            ?? throw new AwsError("NoSuchEntity", $"The principal with arn {arn} cannot be found.", 404);
        var holders = entity is IamUser user ? user.Groups.Select(name => iam.Groups[name]).Prepend<IamEntity>(user) : [entity];
        return holders.SelectMany(holder => holder.Inline.Values.Concat(holder.Attached.Select(policy => ManagedPolicies.Find(iam, policy)!.Document)));
    }

    private static string Decide(List<JsonObject> statements, string action, Dictionary<string, string?> context)
    {
        var effects = statements.Where(s => Covers(s, action) && Holds(s["Condition"] as JsonObject, context)).Select(s => (string?)s["Effect"]).ToList();
        return effects.Contains("Deny") ? "explicitDeny" : effects.Contains("Allow") ? "allowed" : "implicitDeny";
    }

    private static bool Covers(JsonObject statement, string action) => statement["NotAction"] is { } except
        ? !PolicyText.Each(except).Any(pattern => Matches((string)pattern!, action))
        : PolicyText.Each(statement["Action"]).Any(pattern => Matches((string)pattern!, action));

    private static bool Holds(JsonObject? condition, Dictionary<string, string?> context) => condition is null || condition.All(test =>
        test.Value!.AsObject().All(key => context.TryGetValue(key.Key, out var value) && value is not null
            ? PolicyText.Each(key.Value).Any(wanted => Matches(wanted!.ToString(), value))
            : test.Key.EndsWith("IfExists", StringComparison.Ordinal)));

    private static bool Matches(string pattern, string action) => Regex.IsMatch(
        action,
        "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));
}
