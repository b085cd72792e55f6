using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>Organizations 2016-11-28: the organization, its accounts and its administrators.</summary>
internal static partial class Organizations
{
    public static IReadOnlyDictionary<string, JsonOperation> Operations { get; } = new Dictionary<string, JsonOperation>(StringComparer.Ordinal)
    {
        ["DescribeOrganization"] = DescribeOrganization,
        ["ListAccounts"] = ListAccounts,
        ["DescribeAccount"] = DescribeAccount,
        ["ListRoots"] = ListRoots,
        ["ListDelegatedAdministrators"] = ListDelegatedAdministrators,
        ["ListPolicies"] = ListPolicies,
        ["DescribePolicy"] = DescribePolicy,
        ["ListPoliciesForTarget"] = ListPoliciesForTarget,
        ["ListTargetsForPolicy"] = ListTargetsForPolicy,
    };

    private static JsonObject DescribeOrganization(Call call, JsonObject input)
    {
        var organization = Of(call);
        return Wire.Object(("Organization", Wire.Object(
            ("Id", organization.Id),
            ("Arn", Arn(organization, $"organization/{organization.Id}")),
            ("FeatureSet", "ALL"),
            ("MasterAccountArn", AccountArn(organization, organization.ManagementAccountId)),
            ("MasterAccountId", organization.ManagementAccountId),
            ("MasterAccountEmail", call.Organization.Find(organization.ManagementAccountId)?.Email),
            ("AvailablePolicyTypes", PolicyTypes()))));
    }

    private static JsonObject ListAccounts(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var token = input.Text("NextToken");
        if (organization.StartsWithEmptyPage && string.IsNullOrEmpty(token))
        {
            return Wire.Object(("Accounts", new JsonArray()), ("NextToken", Page.Token("accounts", 0)));
        }

        var page = Paged(organization.Members, input, "accounts");
        return Wire.Object(
            ("Accounts", Wire.Array(page.Items.Select(member => Describe(call, organization, member)))),
            ("NextToken", page.NextToken));
    }

    private static JsonObject DescribeAccount(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var id = input.Required("AccountId");
        var member = organization.Members.Find(m => m.AccountId == id)
            ?? throw new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.");
        return Wire.Object(("Account", Describe(call, organization, member)));
    }

    private static JsonObject ListRoots(Call call, JsonObject input)
    {
        var organization = Managed(call);
        return Wire.Object(("Roots", Wire.Array([Wire.Object(
            ("Id", organization.RootId),
            ("Arn", Arn(organization, $"root/{organization.Id}/{organization.RootId}")),
            ("Name", "Root"),
            ("PolicyTypes", PolicyTypes()))])));
    }

    private static JsonObject ListDelegatedAdministrators(Call call, JsonObject input)
    {
        var organization = Managed(call);
        var service = input.Text("ServicePrincipal");
        var administrators = organization.DelegatedAdministrators
            .Where(administrator => service is null || administrator.ServicePrincipal == service)
            .GroupBy(administrator => administrator.AccountId)
            .Select(group => group.MinBy(administrator => administrator.Enabled)!)
            .ToList();
        var page = Paged(administrators, input, "administrators");
        return Wire.Object(
            ("DelegatedAdministrators", Wire.Array(page.Items.Select(administrator => Describe(call, organization, administrator)))),
            ("NextToken", page.NextToken));
    }

    private static JsonObject Describe(Call call, OrganizationState organization, DelegatedAdministrator administrator)
    {
        var described = Describe(call, organization, organization.Members.Single(member => member.AccountId == administrator.AccountId));
        described["DelegationEnabledDate"] = Wire.Epoch(administrator.Enabled);
        return described;
    }

    private static JsonObject Describe(Call call, OrganizationState organization, OrganizationMember member)
    {
        var account = call.Organization.Find(member.AccountId)!;
        return Wire.Object(
            ("Id", member.AccountId),
            ("Arn", AccountArn(organization, member.AccountId)),
            ("Email", account.Email),
            ("Name", account.Name),
            ("Status", "ACTIVE"),
            ("State", "ACTIVE"),
            ("JoinedMethod", member.JoinedMethod),
            ("JoinedTimestamp", Wire.Epoch(member.Joined)));
    }

    /// <summary>The organization of the caller's account.</summary>
    private static OrganizationState Of(Call call) =>
        call.Organization.Organizations.Find(o => o.Members.Exists(member => member.AccountId == call.Account.Id))
        ?? throw new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");

    /// <summary>The organization, for what only its management account and its delegated administrators may ask.</summary>
    private static OrganizationState Managed(Call call)
    {
        var organization = Of(call);
        var id = call.Account.Id;
        return organization.ManagementAccountId == id || organization.DelegatedAdministrators.Exists(a => a.AccountId == id)
            ? organization
            : throw new AwsError("AccessDeniedException", "You don't have permissions to access this resource.");
    }

    private static Page<T> Paged<T>(List<T> all, JsonObject input, string list)
    {
        var size = input.Number("MaxResults") ?? 20;
        return size is >= 1 and <= 20
            ? Page.Of(all, size, input.Text("NextToken"), list, "InvalidInputException")
            : throw new AwsError("InvalidInputException", "You specified an invalid value for MaxResults.");
    }

    private static string Arn(OrganizationState organization, string resource) => $"arn:aws:organizations::{organization.ManagementAccountId}:{resource}";

    private static string AccountArn(OrganizationState organization, string accountId) => Arn(organization, $"account/{organization.Id}/{accountId}");

    private static JsonArray PolicyTypes() => [Wire.Object(("Type", "SERVICE_CONTROL_POLICY"), ("Status", "ENABLED"))];
}
