using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The sequence part of the attack finding: the leaked key, its user and the six calls seen.</summary>
internal static class AttackSequence
{
    private const string KeyId = "AKIASVM3L7256EXAMPLE";

    public static JsonObject OfLeakedKey(Story story)
    {
        var first = story.At("2026-11-20T02:48:00Z");
        var last = story.At("2026-11-20T07:00:00Z");
        return Wire.Object(
            ("uid", Wire.Hex("sequence/rosa.jimenez")),
            ("description", "Credentials of rosa.jimenez were used to discover, then to try to persist, from an address never seen for this user."),
            ("actors", Wire.Array([Actor(story)])),
            ("resources", Wire.Array([Resource(story)])),
            ("endpoints", Wire.Array([Endpoint()])),
            ("signals", Wire.Array([
                Signal("sts:GetCallerIdentity", first, last, 2),
                Signal("iam:ListUsers", first.AddMinutes(16), first.AddMinutes(16), 1),
                Signal("iam:GetAccountAuthorizationDetails", first.AddMinutes(21), first.AddMinutes(21), 1),
                Signal("s3:ListBuckets", first.AddMinutes(43), first.AddMinutes(43), 1),
                Signal("iam:CreateUser", first.AddMinutes(70), first.AddMinutes(70), 1)])),
            ("sequenceIndicators", Wire.Array([
                Indicator("HIGH_RISK_API", "High-risk API calls", "iam:CreateUser", "iam:GetAccountAuthorizationDetails"),
                Indicator("ATTACK_TACTIC", "Tactics seen", "Discovery", "Persistence"),
                Indicator("SUSPICIOUS_NETWORK", "Networks seen", "Example Transit")])));
    }

    private static JsonObject Actor(Story story) => Wire.Object(
        ("id", KeyId),
        ("user", Wire.Object(
            ("name", "rosa.jimenez"),
            ("uid", story.Legacy.Iam.Users["rosa.jimenez"].Id),
            ("type", "IAMUser"),
            ("credentialUid", KeyId),
            ("account", Wire.Object(("uid", SandboxSeed.LegacyId), ("account", story.Legacy.Name))))));

    private static JsonObject Resource(Story story) => Wire.Object(
        ("uid", KeyId),
        ("name", KeyId),
        ("accountId", SandboxSeed.LegacyId),
        ("resourceType", "ACCESS_KEY"),
        ("region", "us-east-1"),
        ("data", Wire.Object(("accessKey", Wire.Object(("principalId", story.Legacy.Iam.Users["rosa.jimenez"].Id), ("userName", "rosa.jimenez"), ("userType", "IAMUser"))))));

    private static JsonObject Endpoint() => Wire.Object(
        ("id", "203.0.113.24"),
        ("ip", "203.0.113.24"),
        ("location", Wire.Object(("city", "Amsterdam"), ("country", "Netherlands"), ("lat", 52.37), ("lon", 4.9))),
        ("autonomousSystem", Wire.Object(("name", "Example Transit"), ("number", 64500))));

    private static JsonObject Signal(string name, DateTimeOffset first, DateTimeOffset last, int count) => Wire.Object(
        ("uid", Wire.Hex("signal/" + name)),
        ("type", "CLOUD_TRAIL"),
        ("name", name),
        ("firstSeenAt", Wire.Epoch(first)),
        ("lastSeenAt", Wire.Epoch(last)),
        ("severity", 5.0),
        ("count", count),
        ("actorIds", Wire.Array([KeyId])),
        ("endpointIds", Wire.Array(["203.0.113.24"])));

    private static JsonObject Indicator(string key, string title, params string[] values) =>
        Wire.Object(("key", key), ("title", title), ("values", Wire.Array(values)));
}
