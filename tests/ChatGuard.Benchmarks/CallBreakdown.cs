using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Checks;
using ChatGuard.Sandbox;

namespace ChatGuard.Benchmarks;

/// <summary>Which operations a reading calls, and how often, as the sandbox saw them.</summary>
internal static class CallBreakdown
{
    public static async Task PrintAsync()
    {
        foreach (var users in Measured.Users)
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Users = users }, CancellationToken.None);
            var first = await ReadAsync(sandbox);
            var second = await ReadAsync(sandbox);
            Console.WriteLine($"{users:N0} users: {first.Values.Sum()} calls with a report made anew, {second.Values.Sum()} with one made earlier");
            foreach (var operation in first.Keys.Union(second.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                Console.WriteLine($"  {operation,-48} {first.GetValueOrDefault(operation),4} {second.GetValueOrDefault(operation),4}");
            }

            Console.WriteLine();
        }
    }

    private static async Task<Dictionary<string, int>> ReadAsync(SandboxServer sandbox)
    {
        sandbox.ClearCalls();
        using var connections = AwsTraffic.Connections();
        var options = new AwsAccountOptions
        {
            Id = Measured.Id, Name = Measured.Name, ReadRoleArn = $"arn:aws:iam::{Measured.Id}:role/ChatGuardRead", ExternalId = "northwind-chatguard", Regions = [Measured.Region],
        };
        var source = new BasicAWSCredentials(sandbox.Credentials.AccessKeyId, sandbox.Credentials.SecretAccessKey);
        using var account = new AwsAccount(options, source, Measured.Region, connections, sandbox.Url);
        await new SnapshotReader(new AwsOptions(), new Thresholds(), TimeProvider.System).ReadAsync(account, null, CancellationToken.None);
        return sandbox.Calls.GroupBy(call => $"{call.Service}:{call.Operation}", StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }
}
