using System.Text.Json;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Turns LookupEvents' entry, whose <c>CloudTrailEvent</c> is the whole record as a JSON string, into an event.</summary>
internal static class CloudTrailRecord
{
    public static CloudTrailEvent Read(JsonElement entry, string region)
    {
        var record = Parse(entry.Text("CloudTrailEvent"));
        var identity = record.Member("userIdentity") ?? default;
        return new CloudTrailEvent
        {
            EventId = entry.Text("EventId") ?? record.Text("eventID") ?? "",
            Time = entry.Time("EventTime") ?? record.Time("eventTime") ?? throw new InvalidDataException("an event has no EventTime"),
            Name = entry.Text("EventName") ?? record.Text("eventName") ?? "",
            Source = entry.Text("EventSource") ?? record.Text("eventSource") ?? "",
            IdentityType = identity.Text("type"),
            UserName = identity.Text("userName"),
            EventType = record.Text("eventType"),
            InvokedBy = identity.Text("invokedBy"),
            SourceIp = record.Text("sourceIPAddress"),
            UserAgent = record.Text("userAgent"),
            Region = record.Text("awsRegion") ?? region,
            Outcome = Outcome(record),
            ErrorMessage = record.Text("errorMessage"),
            MfaUsed = MfaUsed(record, identity),
            TargetUser = record.Member("requestParameters")?.Text("userName"),
            TargetKey = record.Member("requestParameters")?.Text("accessKeyId"),
            TargetDevice = record.Member("requestParameters")?.Text("serialNumber") ?? record.Member("responseElements")?.Member("virtualMFADevice")?.Text("serialNumber"),
            TargetStatus = record.Member("requestParameters")?.Text("status"),
        };
    }

    private static JsonElement Parse(string? text)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? "{}");
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("CloudTrailEvent is not JSON", error);
        }
    }

    private static string? Outcome(JsonElement record)
    {
        var elements = record.Member("responseElements");
        return elements?.Text("ConsoleLogin") ?? elements?.Text("PasswordUpdated") ?? elements?.Text("CheckMfa");
    }

    private static bool? MfaUsed(JsonElement record, JsonElement identity)
    {
        var said = record.Member("additionalEventData")?.Text("MFAUsed")
            ?? identity.Member("sessionContext")?.Member("attributes")?.Text("mfaAuthenticated");
        return said is null ? null : said.Equals("yes", StringComparison.OrdinalIgnoreCase) || said.Equals("true", StringComparison.OrdinalIgnoreCase);
    }
}
