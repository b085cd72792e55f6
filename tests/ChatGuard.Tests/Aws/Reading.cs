using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Aws;

/// <summary>One reading of the core account in two regions, straight through the reader.</summary>
internal static class Reading
{
    /// <param name="server">Where the account is.</param>
    /// <param name="timeout">How long the reading may take.</param>
    /// <param name="endpoint">Where the calls go, where that is not the sandbox itself.</param>
    public static async Task<AccountSnapshot> CoreAsync(SandboxServer server, TimeSpan? timeout = null, Uri? endpoint = null)
    {
        var credentials = server.CredentialsFor(App.Core);
        using var connections = AwsTraffic.Connections();
        using var account = new AwsAccount(
            new AwsAccountOptions { Name = "core", Id = App.Core, Regions = ["us-east-1", "eu-west-1"] },
            new BasicAWSCredentials(credentials.AccessKeyId, credentials.SecretAccessKey), "us-east-1", connections, endpoint ?? server.Url);
        var reader = new SnapshotReader(new AwsOptions { ReadTimeout = timeout ?? TimeSpan.FromMinutes(1) }, new Thresholds(), TimeProvider.System);
        return await reader.ReadAsync(account, null, TestContext.Current.CancellationToken);
    }
}
