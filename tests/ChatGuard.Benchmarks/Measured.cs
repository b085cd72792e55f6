namespace ChatGuard.Benchmarks;

/// <summary>What is measured: the sandbox's first account, in one region, in three sizes.</summary>
internal static class Measured
{
    public const string Id = "111122223333";
    public const string Name = "northwind-legacy";
    public const string Region = "us-east-1";
    public const int LatencyMilliseconds = 20;

    /// <summary>IAM users; the last is AWS's quota.</summary>
    public static readonly int[] Users = [100, 1_000, 5_000];

    /// <summary>ChatGuard's configuration for the account, as environment variables.</summary>
    public static IReadOnlyDictionary<string, string> Configuration { get; } = new Dictionary<string, string>
    {
        ["ChatGuard__Aws__Accounts__0__Id"] = Id,
        ["ChatGuard__Aws__Accounts__0__Name"] = Name,
        ["ChatGuard__Aws__Accounts__0__ReadRoleArn"] = $"arn:aws:iam::{Id}:role/ChatGuardRead",
        ["ChatGuard__Aws__Accounts__0__ExternalId"] = "northwind-chatguard",
        ["ChatGuard__Aws__Accounts__0__Regions__0"] = Region,
    };
}
