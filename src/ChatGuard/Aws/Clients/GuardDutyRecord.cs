using System.Text.Json;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Turns a finding as GuardDuty sends it into ours.</summary>
internal static class GuardDutyRecord
{
    public static GuardDutyFinding Read(JsonElement finding, string region)
    {
        var service = finding.Member("service") ?? default;
        var users = Users(finding, service);
        return new GuardDutyFinding
        {
            Id = finding.Required("id"),
            Type = finding.Required("type"),
            Severity = finding.Double("severity") ?? throw new InvalidDataException("a finding has no severity"),
            Title = finding.Text("title") ?? finding.Required("type"),
            AccountId = finding.Text("accountId") ?? "",
            Region = finding.Text("region") ?? region,
            Resource = Resource(finding.Member("resource") ?? default, users),
            Count = (int)(service.Double("count") ?? 1),
            FirstSeen = service.Time("eventFirstSeen") ?? finding.Time("createdAt"),
            LastSeen = service.Time("eventLastSeen") ?? finding.Time("updatedAt"),
            Archived = service.Bool("archived"),
            Sample = service.Member("additionalInfo")?.Text("value")?.Contains("\"sample\":true", StringComparison.Ordinal) ?? false,
            Users = users,
        };
    }

    private static IReadOnlyList<string> Users(JsonElement finding, JsonElement service)
    {
        var key = finding.Member("resource")?.Member("accessKeyDetails")?.Text("userName");
        var actors = (service.Member("detection")?.Member("sequence") ?? default).List("actors")
            .Select(actor => actor.Member("user")?.Text("name"))
            .OfType<string>();
        return [.. actors.Concat(key is null ? [] : [key]).Distinct(StringComparer.Ordinal)];
    }

    private static string Resource(JsonElement resource, IReadOnlyList<string> users)
    {
        var key = resource.Member("accessKeyDetails");
        var bucket = resource.List("s3BucketDetails").Select(each => each.Text("name")).FirstOrDefault();
        return resource.Member("instanceDetails")?.Text("instanceId")
            ?? bucket
            ?? (key?.Text("userType") is "Role" or "AssumedRole" ? $"role {key?.Text("userName")}" : null)
            ?? users.FirstOrDefault()
            ?? (key?.Text("userType") == "Root" ? "root" : null)
            ?? resource.Text("resourceType")
            ?? "unknown";
    }
}
