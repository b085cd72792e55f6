using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>KMS 2014-11-01: reading keys and their rotation.</summary>
internal static class Kms
{
    public static IReadOnlyDictionary<string, JsonOperation> Operations { get; } = new Dictionary<string, JsonOperation>(StringComparer.Ordinal)
    {
        ["DescribeKey"] = (call, input) => new JsonObject { ["KeyMetadata"] = Metadata(call.Account.Id, Find(call, input.Required("KeyId"))) },
        ["ListKeys"] = ListKeys,
        ["GetKeyRotationStatus"] = GetKeyRotationStatus,
    };

    /// <summary>The ARN of a key that a trail may encrypt with.</summary>
    /// <exception cref="AwsError">No such key in the region, or its policy leaves CloudTrail out.</exception>
    public static string ForTrail(Call call, string keyId)
    {
        var key = Lookup(call, keyId) ?? throw new AwsError("KmsKeyDoesNotExistException", $"KMS key {keyId} does not exist.");
        return key.AllowsCloudTrail
            ? key.Arn
            : throw new AwsError("InsufficientEncryptionPolicyException", $"Insufficient permissions to access KMS key {keyId}.");
    }

    private static KmsKey Find(Call call, string keyId) => Lookup(call, keyId)
        ?? throw new AwsError("NotFoundException", keyId.StartsWith("arn:", StringComparison.Ordinal)
            ? $"Key '{keyId}' does not exist"
            : $"Key 'arn:aws:kms:{call.Region}:{call.Account.Id}:key/{keyId}' does not exist");

    /// <summary>By id, ARN, alias or the alias's ARN; a key lives in one region.</summary>
    private static KmsKey? Lookup(Call call, string keyId) => call.Account.Kms.Keys.Find(key => key.Region == call.Region
        && (key.Id == keyId
            || key.Arn == keyId
            || (key.Alias is { } alias && (alias == keyId || keyId == $"arn:aws:kms:{key.Region}:{call.Account.Id}:{alias}"))));

    private static JsonObject ListKeys(Call call, JsonObject input)
    {
        var keys = call.Account.Kms.Keys.FindAll(key => key.Region == call.Region);
        var page = Page.Of(keys, input.Number("Limit") ?? 100, input.Text("Marker"), "keys", "InvalidMarkerException");
        return Wire.Object(
            ("Keys", Wire.Array(page.Items.Select(key => Wire.Object(("KeyId", key.Id), ("KeyArn", key.Arn))))),
            ("NextMarker", page.NextToken),
            ("Truncated", page.NextToken is not null));
    }

    private static JsonObject GetKeyRotationStatus(Call call, JsonObject input)
    {
        var key = Find(call, input.Required("KeyId"));
        return Wire.Object(
            ("KeyId", key.Arn),
            ("KeyRotationEnabled", key.RotationEnabled),
            ("RotationPeriodInDays", key.RotationEnabled ? 365 : null),
            ("NextRotationDate", key.RotationEnabled ? Wire.Epoch(NextRotation(key, call.Now)) : null));
    }

    private static DateTimeOffset NextRotation(KmsKey key, DateTimeOffset now)
    {
        var years = (int)((now - key.CreationDate).TotalDays / 365) + 1;
        return key.CreationDate.AddDays(365 * years);
    }

    private static JsonObject Metadata(string account, KmsKey key) => Wire.Object(
        ("AWSAccountId", account),
        ("KeyId", key.Id),
        ("Arn", key.Arn),
        ("CreationDate", Wire.Epoch(key.CreationDate)),
        ("Enabled", key.KeyState == "Enabled"),
        ("Description", key.Description),
        ("KeyUsage", "ENCRYPT_DECRYPT"),
        ("KeyState", key.KeyState),
        ("Origin", "AWS_KMS"),
        ("KeyManager", key.KeyManager),
        ("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"),
        ("KeySpec", "SYMMETRIC_DEFAULT"),
        ("EncryptionAlgorithms", Wire.Array(["SYMMETRIC_DEFAULT"])),
        ("MultiRegion", false));
}
