using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Manifests;

/// <summary>The policies for real accounts, held against what a reading of every sandbox account really asks.</summary>
public sealed partial class ReadPolicyTests
{
    /// <summary>Operations that IAM authorises under another action's name.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["s3:HeadBucket"] = "s3:ListBucket",
        ["s3:GetPublicAccessBlock"] = "s3:GetBucketPublicAccessBlock",
        ["s3:GetObjectLockConfiguration"] = "s3:GetBucketObjectLockConfiguration",
        ["access-analyzer:ListFindingsV2"] = "access-analyzer:ListFindings",
    };

    /// <summary>AssumeRole is the host's to be allowed, not the read role's; GetCallerIdentity needs no permission.</summary>
    private static readonly string[] NotTheReadRoles = ["sts:AssumeRole", "sts:GetCallerIdentity"];

    [Fact]
    public async Task TheReadPolicyGrantsExactlyWhatAReadingCalls()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);

        // The first reading makes the credential report; only a second, of a report that is older than itself, reads users live.
        await ReadAllAsync(sandbox);
        await ReadAllAsync(sandbox);

        var called = sandbox.Calls.Select(call => $"{call.Service}:{call.Operation}").Distinct(StringComparer.Ordinal).Except(NotTheReadRoles);
        Assert.Equal(
            called.Select(operation => OtherNames.GetValueOrDefault(operation, operation)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Actions("read-policy.json", without: ["PlanningRemediations", "SeeingRootCredentialsOfMemberAccounts"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryActionAnUnreadableSectionNamesIsInTheReadPolicy()
    {
        string[] services = ["iam", "organizations", "cloudtrail", "s3", "kms", "guardduty", "ec2", "access-analyzer"];
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Faults = [.. services.Select(service => $"{service}:*=deny")] }, TestContext.Current.CancellationToken);

        var snapshots = await ReadAllAsync(sandbox);

        var named = snapshots.SelectMany(UnreadableSections.Of).Select(reason => reason.Action).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Actions("read-policy.json")));
    }

    [Theory]
    [InlineData("read-policy.json")]
    [InlineData("trust-policy.json")]
    [InlineData("remediation-policy.json")]
    [InlineData("remediation-trust.json")]
    [InlineData("host-policy.json")]
    public void APolicyIsOfTheCurrentLanguageVersionAndNamesEachActionOnce(string file)
    {
        // The host's two statements share an action, for two kinds of role.
        var actions = file == "host-policy.json" ? [.. Actions(file).Distinct(StringComparer.Ordinal)] : Actions(file).ToList();

        Assert.Equal("2012-10-17", Document(file).GetProperty("Version").GetString());
        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Matches(Action(), action));
        Assert.Equal(actions.Distinct(StringComparer.Ordinal), actions);
    }

    [Fact]
    public void TheReadPolicyFitsAManagedPolicy()
    {
        // IAM counts a managed policy's characters without its white space; its quota is 6,144.
        Assert.InRange(WhiteSpace().Replace(File.ReadAllText(PathOf("read-policy.json")), "").Length, 1, 6144);
    }

    [Fact]
    public void TheTrustPolicyDemandsAnExternalIdAndOneNamedPrincipal()
    {
        var statement = Assert.Single(Document("trust-policy.json").GetProperty("Statement").EnumerateArray());

        Assert.Equal(["sts:AssumeRole"], Actions("trust-policy.json"));
        Assert.NotEqual("", statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("sts:ExternalId").GetString());
        Assert.Equal("arn:aws:iam::111122223333:role/ChatGuardHost", statement.GetProperty("Principal").GetProperty("AWS").GetString());
    }

    private static async Task<List<AccountSnapshot>> ReadAllAsync(SandboxServer sandbox)
    {
        using var connections = AwsTraffic.Connections();
        var source = new BasicAWSCredentials(sandbox.Credentials.AccessKeyId, sandbox.Credentials.SecretAccessKey);
        var snapshots = new List<AccountSnapshot>();
        foreach (var id in sandbox.Organization.Accounts.Select(account => account.Id))
        {
            // Nameless, so that the account's alias is asked for where no organization tells its name.
            var options = new AwsAccountOptions { Id = id, ReadRoleArn = $"arn:aws:iam::{id}:role/ChatGuardRead", ExternalId = "northwind-chatguard" };
            using var account = new AwsAccount(options, source, "us-east-1", connections, sandbox.Url);
            snapshots.Add(await new SnapshotReader(new AwsOptions(), new Thresholds(), TimeProvider.System).ReadAsync(account, null, TestContext.Current.CancellationToken));
        }

        return snapshots;
    }

    private static IEnumerable<string> Actions(string file, params string[] without) => Document(file).GetProperty("Statement").EnumerateArray()
        .Where(statement => statement.GetProperty("Effect").GetString() == "Allow")
        .Where(statement => !without.Contains(statement.GetProperty("Sid").GetString()))
        .Select(statement => statement.GetProperty("Action"))
        .SelectMany(action => action.ValueKind == JsonValueKind.Array ? action.EnumerateArray().Select(each => each.GetString()!) : [action.GetString()!]);

    private static JsonElement Document(string file) => JsonElement.Parse(File.ReadAllBytes(PathOf(file)));

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "manifests", "aws", file);

    [GeneratedRegex("^[a-z0-9-]+:[A-Za-z0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex Action();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex WhiteSpace();
}
