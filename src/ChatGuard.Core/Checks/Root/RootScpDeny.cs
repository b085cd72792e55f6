using System.Text.Json;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Root;

/// <summary>A service control policy that is attached somewhere denies the members' root users: Effect Deny with aws:PrincipalArn like <c>arn:*:iam::*:root</c>.</summary>
public sealed class RootScpDeny() : OrganizationCheck("root-scp-deny", Severity.Low, "A service control policy denies the members' root users")
{
    public override Guidance Guidance => new(
        "A member's root user obeys no IAM policy; only a service control policy can hold it.",
        [
            "In the management account open AWS Organizations, Policies, Service control policies, and create a policy.",
            "Deny Action * on Resource * under the condition ArnLike aws:PrincipalArn arn:*:iam::*:root.",
            "Attach it to one test account and make sure that nothing there works as root.",
            "Attach it to the organizational units of the member accounts. Service control policies do not bind the management account.",
        ],
        "Tasks that need root in a member account fail until the policy is detached or a root session is used.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => OfOrganization(
        evidence,
        evidence.Snapshot.ServiceControlPolicies,
        policies => [Judge(evidence, policies)],
        NotApplicable(evidence.Account, "the account is in no organization"));

    private static Finding Judge(Evidence evidence, IReadOnlyList<ServiceControlPolicy> policies)
    {
        var attached = policies.Where(policy => policy.Targets.Count > 0).Select(policy => (policy.Name, Denies: DeniesRoot(policy.Document))).ToList();
        return attached.Find(policy => policy.Denies == true).Name is { } name
            ? Pass(evidence.Account, $"{name} denies the members' root users")
            : attached.Find(policy => policy.Denies is null).Name is { } unclear
                ? Unknown(evidence.Account, $"the document of {unclear} is not valid JSON")
                : Fail(evidence.Account, "no attached service control policy denies root; expected one");
    }

    /// <summary>Whether the document has a statement that denies root everything; null where it is no JSON.</summary>
    private static bool? DeniesRoot(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Statement", out var statements)
                && Items(statements).Any(statement => statement.ValueKind == JsonValueKind.Object && IsRootDeny(statement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsRootDeny(JsonElement statement) =>
        statement.TryGetProperty("Effect", out var effect) && effect.ValueKind == JsonValueKind.String && effect.GetString() == "Deny"
        && (statement.TryGetProperty("NotAction", out _) || (statement.TryGetProperty("Action", out var action) && Items(action).Any(IsStar)))
        && statement.TryGetProperty("Resource", out var resource) && Items(resource).Any(IsStar)
        && statement.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object
        && condition.EnumerateObject().Any(MatchesRoot);

    private static bool MatchesRoot(JsonProperty comparison) =>
        (comparison.Name.Contains("ArnLike", StringComparison.OrdinalIgnoreCase) || comparison.Name.Contains("ArnEquals", StringComparison.OrdinalIgnoreCase)
            || comparison.Name.Contains("StringLike", StringComparison.OrdinalIgnoreCase))
        && comparison.Value.ValueKind == JsonValueKind.Object
        && comparison.Value.EnumerateObject().Any(key => key.Name.Equals("aws:PrincipalArn", StringComparison.OrdinalIgnoreCase) && Items(key.Value).Any(IsRootArn));

    // arn, partition, iam, no region, any account, root.
    private static bool IsRootArn(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Split(':') is ["arn", _, "iam", "" or "*", "*", "root"];

    private static bool IsStar(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() == "*";

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
}
