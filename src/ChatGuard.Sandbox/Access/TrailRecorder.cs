using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Signing;

namespace ChatGuard.Sandbox.Access;

/// <summary>Writes the account's event history: each call that changes something, as CloudTrail records it, visible after a while.</summary>
internal static class TrailRecorder
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(90);

    public static void Write(Call call, Credential credential, RecordedCall recorded, JsonObject parameters, RawRequest request, string requestId, AwsError? error)
    {
        if (!recorded.IsWrite)
        {
            return;
        }

        var record = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = Identity(call, credential),
            ["eventTime"] = call.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["eventSource"] = $"{(recorded.Service == "s3control" ? "s3" : recorded.Service)}.amazonaws.com",
            ["eventName"] = recorded.Operation,
            ["awsRegion"] = call.Region,
            ["sourceIPAddress"] = "127.0.0.1",
            ["userAgent"] = request.Header("user-agent") ?? "",
            ["requestParameters"] = Shown(parameters),
            ["responseElements"] = null,
            ["requestID"] = requestId,
            ["eventID"] = Wire.Uuid("recorded/" + requestId),
            ["readOnly"] = false,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = call.Account.Id,
        };
        if (error is not null)
        {
            (record["errorCode"], record["errorMessage"]) = (error.Code, error.Message);
        }

        var user = (string?)parameters["UserName"];
        lock (call.Account.Gate)
        {
            call.Account.CloudTrail.Events.Add(new TrailEvent(call.Region, DateTimeOffset.Parse((string)record["eventTime"]!, CultureInfo.InvariantCulture), Username(credential), record)
            {
                VisibleFrom = call.Now + Delay,
                Resources = user is null ? [] : [("AWS::IAM::User", user)],
            });
        }
    }

    private static string Username(Credential credential) => credential.RoleSessionName is { Length: > 0 } session ? session : credential.Arn[(credential.Arn.LastIndexOfAny(['/', ':']) + 1)..];

    private static JsonObject Identity(Call call, Credential credential)
    {
        var identity = new JsonObject
        {
            ["type"] = credential.Arn.EndsWith(":root", StringComparison.Ordinal) ? "Root" : credential.Arn.Contains(":assumed-role/", StringComparison.Ordinal) ? "AssumedRole" : "IAMUser",
            ["principalId"] = credential.UserId,
            ["arn"] = credential.Arn,
            ["accountId"] = call.Account.Id,
            ["accessKeyId"] = credential.AccessKeyId,
        };
        if (credential.Arn.Contains(":user/", StringComparison.Ordinal))
        {
            identity["userName"] = Username(credential);
        }

        if (credential.RoleName is { } role)
        {
            identity["sessionContext"] = new JsonObject
            {
                ["sessionIssuer"] = new JsonObject { ["type"] = "Role", ["arn"] = $"arn:aws:iam::{call.Account.Id}:role/{role}", ["accountId"] = call.Account.Id, ["userName"] = role },
                ["attributes"] = new JsonObject { ["mfaAuthenticated"] = "false" },
                ["sourceIdentity"] = credential.SourceIdentity,
            };
        }

        return identity;
    }

    /// <summary>CloudTrail writes members with a small first letter and leaves passwords out.</summary>
    private static JsonObject Shown(JsonObject parameters) => new(parameters
        .Where(member => member.Key is not ("Action" or "Version" or "Password") && !member.Key.Contains('.', StringComparison.Ordinal))
        .Select(member => KeyValuePair.Create(char.ToLowerInvariant(member.Key[0]) + member.Key[1..], member.Value?.DeepClone())));
}
