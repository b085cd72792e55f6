using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>Service control policies and their targets.</summary>
internal static partial class Organizations
{
    private static JsonObject ListPolicies(Call call, JsonObject input) => Summaries(Managed(call), input, _ => true);

    private static JsonObject ListPoliciesForTarget(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var target = input.Required("TargetId");
        if (Target(call, organization, target) is null)
        {
            throw new AwsError("TargetNotFoundException", "You specified a target that doesn't exist.");
        }

        return Summaries(organization, input, policy => policy.Targets.Contains(target));
    }

    private static JsonObject Summaries(OrganizationState organization, JsonObject input, Func<OrganizationPolicy, bool> shown)
    {
        var ofType = input.Required("Filter") == "SERVICE_CONTROL_POLICY" ? organization.Policies.Where(shown).ToList() : [];
        var page = Paged(ofType, input, "policies");
        return Wire.Object(
            ("Policies", Wire.Array(page.Items.Select(policy => Summary(organization, policy)))),
            ("NextToken", page.NextToken));
    }

    private static JsonObject Summary(OrganizationState organization, OrganizationPolicy policy) => Wire.Object(
        ("Id", policy.Id),
        ("Arn", policy.AwsManaged
            ? $"arn:aws:organizations::aws:policy/service_control_policy/{policy.Id}"
            : Arn(organization, $"policy/{organization.Id}/service_control_policy/{policy.Id}")),
        ("Name", policy.Name),
        ("Description", policy.Description),
        ("Type", "SERVICE_CONTROL_POLICY"),
        ("AwsManaged", policy.AwsManaged));

    private static JsonObject DescribePolicy(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var policy = Find(organization, input);
        return Wire.Object(("Policy", Wire.Object(("PolicySummary", Summary(organization, policy)), ("Content", policy.Content))));
    }

    private static JsonObject ListTargetsForPolicy(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var page = Paged(Find(organization, input).Targets, input, "targets");
        return Wire.Object(
            ("Targets", Wire.Array(page.Items.Select(target => Target(call, organization, target)))),
            ("NextToken", page.NextToken));
    }

    private static OrganizationPolicy Find(OrganizationState organization, JsonObject input)
    {
        var id = input.Required("PolicyId");
        return organization.Policies.Find(policy => policy.Id == id)
            ?? throw new AwsError("PolicyNotFoundException", "You specified a policy that doesn't exist.");
    }

    /// <summary>The root, unit or account of this id; null when the organization has none.</summary>
    private static JsonObject? Target(Call call, OrganizationState organization, string id)
    {
        if (id == organization.RootId)
        {
            return Describe(id, Arn(organization, $"root/{organization.Id}/{id}"), "Root", "ROOT");
        }

        if (organization.Units.Find(unit => unit.Id == id) is { } unit)
        {
            return Describe(id, Arn(organization, $"ou/{organization.Id}/{id}"), unit.Name, "ORGANIZATIONAL_UNIT");
        }

        return organization.Members.Exists(member => member.AccountId == id)
            ? Describe(id, AccountArn(organization, id), call.Organization.Find(id)!.Name, "ACCOUNT")
            : null;
    }

    private static JsonObject Describe(string id, string arn, string name, string type) =>
        Wire.Object(("TargetId", id), ("Arn", arn), ("Name", name), ("Type", type));
}
