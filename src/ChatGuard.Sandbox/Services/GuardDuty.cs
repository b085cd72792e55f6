using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>GuardDuty 2017-11-28: detectors and their organization.</summary>
internal static partial class GuardDuty
{
    public static IReadOnlyList<RestRoute> Routes { get; } =
    [
        new("ListDetectors", "GET", "/detector", ListDetectors),
        new("CreateDetector", "POST", "/detector", CreateDetector),
        new("GetDetector", "GET", "/detector/{DetectorId}", (call, request) => Answer(Describe(call.Account.Id, Find(call, request)))),
        new("UpdateDetector", "POST", "/detector/{DetectorId}", UpdateDetector),
        new("DeleteDetector", "DELETE", "/detector/{DetectorId}", DeleteDetector),
        new("ListOrganizationAdminAccounts", "GET", "/admin", ListOrganizationAdminAccounts),
        new("DescribeOrganizationConfiguration", "GET", "/detector/{DetectorId}/admin", DescribeOrganizationConfiguration),
        new("GetAdministratorAccount", "GET", "/detector/{DetectorId}/administrator", GetAdministratorAccount),
        new("ListMembers", "GET", "/detector/{DetectorId}/member", ListMembers),
        .. FindingRoutes(),
    ];

    private static RestResult Answer(JsonObject body) => new(Json: body);

    private static AwsError Bad(string message) => new("BadRequestException", message);

    private static Detector Find(Call call, RestRequest request) =>
        call.Account.GuardDuty.Detectors.TryGetValue(call.Region, out var detector) && detector.Id == request.Path["DetectorId"]
            ? detector
            : throw Bad("The request is rejected because the input detectorId is not owned by the current account.");

    private static RestResult ListDetectors(Call call, RestRequest request)
    {
        string[] ids = call.Account.GuardDuty.Detectors.TryGetValue(call.Region, out var detector) ? [detector.Id] : [];
        return Answer(Wire.Object(("detectorIds", Wire.Array(ids))));
    }

    private static JsonObject Describe(string account, Detector detector) => Wire.Object(
        ("createdAt", Wire.Iso(detector.CreatedAt)),
        ("findingPublishingFrequency", detector.FindingPublishingFrequency),
        ("serviceRole", $"arn:aws:iam::{account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"),
        ("status", detector.Enabled ? "ENABLED" : "DISABLED"),
        ("updatedAt", Wire.Iso(detector.UpdatedAt)),
        ("tags", detector.Tags),
        ("features", Wire.Array(Detector.AllFeatures.Select(name => Wire.Object(
            ("name", name),
            ("status", detector.Features.Contains(name) ? "ENABLED" : "DISABLED"),
            ("updatedAt", Wire.Epoch(detector.UpdatedAt)))))));

    private static RestResult CreateDetector(Call call, RestRequest request)
    {
        if (call.Account.GuardDuty.Detectors.ContainsKey(call.Region))
        {
            throw Bad("The request is rejected because a detector already exists for the current account.");
        }

        var input = request.Json;
        var detector = new Detector(Wire.Hex($"{call.Account.Id}/{call.Region}/{call.Now:O}"), call.Now)
        {
            Tags = input.Structure("tags")?.DeepClone().AsObject() ?? [],
        };
        detector.Features.Remove("RUNTIME_MONITORING");
        Apply(call, detector, input, input.Flag("enable") ?? throw Bad("The request is rejected because the required parameter enable is missing."));
        call.Account.GuardDuty.Detectors[call.Region] = detector;
        return Answer(Wire.Object(("detectorId", detector.Id)));
    }

    private static RestResult UpdateDetector(Call call, RestRequest request)
    {
        var detector = Find(call, request);
        Apply(call, detector, request.Json, request.Json.Flag("enable") ?? detector.Enabled);
        return Answer([]);
    }

    private static void Apply(Call call, Detector detector, JsonObject input, bool enable)
    {
        var frequency = input.Text("findingPublishingFrequency") ?? detector.FindingPublishingFrequency;
        var features = input.Structures("features");
        if (frequency is not ("FIFTEEN_MINUTES" or "ONE_HOUR" or "SIX_HOURS")
            || features.Any(feature => !Detector.AllFeatures.Skip(3).Contains(feature.Text("name")) || feature.Text("status") is not ("ENABLED" or "DISABLED")))
        {
            throw Bad("The request is rejected because an invalid or out-of-range value is specified as an input parameter.");
        }

        foreach (var feature in features)
        {
            _ = feature.Text("status") == "ENABLED" ? detector.Features.Add(feature.Text("name")!) : detector.Features.Remove(feature.Text("name")!);
        }

        detector.Enabled = enable;
        detector.FindingPublishingFrequency = frequency;
        detector.UpdatedAt = call.Now;
    }

    private static RestResult DeleteDetector(Call call, RestRequest request)
    {
        Find(call, request);
        if (call.Account.GuardDuty.AdministratorAccountId is not null)
        {
            throw Bad("The request is rejected because the account is a member of an administrator account.");
        }

        call.Account.GuardDuty.Detectors.Remove(call.Region);
        return Answer([]);
    }

    private static RestResult ListOrganizationAdminAccounts(Call call, RestRequest request)
    {
        if (call.Organization.Organizations.Exists(o => o.ManagementAccountId == call.Account.Id))
        {
            var admin = call.Account.GuardDuty.OrganizationAdminAccountId;
            return Answer(Wire.Object(("adminAccounts", admin is null ? new JsonArray() : Wire.Array([Wire.Object(("adminAccountId", admin), ("adminStatus", "ENABLED"))]))));
        }

        throw Bad("The request failed because you must be signed in to the organization's management account to perform this operation.");
    }

    private static RestResult DescribeOrganizationConfiguration(Call call, RestRequest request)
    {
        Find(call, request);
        var state = call.Account.GuardDuty;
        if (!call.Organization.Accounts.Exists(account => account.GuardDuty.OrganizationAdminAccountId == call.Account.Id))
        {
            throw Bad("The request is rejected because the current account is not the GuardDuty delegated administrator for the organization.");
        }

        var mode = state.AutoEnableOrganizationMembers;
        return Answer(Wire.Object(
            ("autoEnable", mode is "ALL" or "NEW"),
            ("memberAccountLimitReached", false),
            ("autoEnableOrganizationMembers", mode),
            ("features", Wire.Array(Detector.AllFeatures.Skip(3).Select(name => Wire.Object(("name", name), ("autoEnable", mode)))))));
    }

    private static RestResult GetAdministratorAccount(Call call, RestRequest request)
    {
        Find(call, request);
        var administrator = call.Account.GuardDuty.AdministratorAccountId;
        return Answer(administrator is null
            ? []
            : Wire.Object(("administrator", Wire.Object(("accountId", administrator), ("relationshipStatus", "Enabled")))));
    }

    private static RestResult ListMembers(Call call, RestRequest request)
    {
        Find(call, request);
        var members = call.Account.GuardDuty.Members.ConvertAll(id => call.Organization.Find(id)!);
        var page = Page.Of(members, Page.Size(request.Query.GetValueOrDefault("maxResults"), 50, "BadRequestException"), request.Query.GetValueOrDefault("nextToken"), "members", "BadRequestException");
        return Answer(Wire.Object(("members", Wire.Array(page.Items.Select(member => Describe(call, member)))), ("nextToken", page.NextToken)));
    }

    private static JsonObject Describe(Call call, SandboxAccount member)
    {
        Detector? detector;
        lock (member.Gate)
        {
            detector = member.GuardDuty.Detectors.GetValueOrDefault(call.Region);
        }

        var since = Wire.Iso(detector?.CreatedAt ?? call.Now);
        return Wire.Object(
            ("accountId", member.Id),
            ("detectorId", detector?.Id),
            ("masterId", call.Account.Id),
            ("email", member.Email),
            ("relationshipStatus", "Enabled"),
            ("invitedAt", since),
            ("updatedAt", since),
            ("administratorId", call.Account.Id));
    }
}
