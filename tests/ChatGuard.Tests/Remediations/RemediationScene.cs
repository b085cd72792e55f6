using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Remediations;

/// <summary>A sandbox organisation of its own, a remediation and what it is for: everything but the engine.</summary>
internal sealed class RemediationScene : IAsyncDisposable
{
    public static readonly Actor Approver = new("slack:T1/U2", "Grace");

    private readonly SocketsHttpHandler connections = AwsTraffic.Connections();
    private readonly AwsAccount? management;

    private RemediationScene(SandboxServer sandbox, RemediationCase what)
    {
        Sandbox = sandbox;
        Remediation = Remediation.All.Single(each => each.Name == what.Name);
        Account = Open(what.Account);
        if (sandbox.ManagementAccountOf(what.Account) is { } manager)
        {
            Account.Management = management = Open(manager);
        }
    }

    public SandboxServer Sandbox { get; }

    public Remediation Remediation { get; }

    public AwsAccount Account { get; }

    public Target Target { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RemediationScene> StartAsync(RemediationCase what)
    {
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        foreach (var account in sandbox.Organization.Accounts)
        {
            account.CloudTrail.EnforceLookupRate = false;
        }

        what.Prepare(sandbox);
        var scene = new RemediationScene(sandbox, what);
        scene.Target = (await scene.Remediation.TargetsAsync(what.Check, what.Found, scene.Account, Stop))[0];
        return scene;
    }

    public Task<LiveState> ReadAsync() => Remediation.ReadAsync(Target, Account, Stop);

    public async Task<Plan> PlanAsync() => await Remediation.PlanAsync(Target, await ReadAsync(), Account, Stop);

    /// <summary>Sends the plan's steps, one after another, through one session; returns AWS's request ids.</summary>
    public async Task<IReadOnlyList<string?>> SendAsync(Plan plan, string proposal = "p2p2p2p2p2")
    {
        var session = await Account.OpenRemediationAsync(proposal, Approver, plan, Stop);
        var ids = new List<string?>();
        foreach (var step in plan.Steps)
        {
            ids.Add(await session.SendAsync(step.Call, Stop));
        }

        return ids;
    }

    /// <summary>The plan that takes those steps back, as the engine makes it.</summary>
    public async Task<Plan> UndoAsync(Plan plan) => plan with { Before = await ReadAsync(), Steps = [.. plan.Steps.Select(step => step.Undo).OfType<PlannedStep>().Reverse()], Undoes = "p2p2p2p2p2" };

    public async ValueTask DisposeAsync()
    {
        Account.Dispose();
        management?.Dispose();
        connections.Dispose();
        await Sandbox.DisposeAsync();
    }

    private AwsAccount Open(string id) => new(
        new AwsAccountOptions { Id = id, ReadRoleArn = $"arn:aws:iam::{id}:role/ChatGuardRead", RemediationRoleArn = $"arn:aws:iam::{id}:role/ChatGuardRemediate", ExternalId = "northwind-chatguard" },
        new BasicAWSCredentials(Sandbox.Credentials.AccessKeyId, Sandbox.Credentials.SecretAccessKey), "us-east-1", connections, Sandbox.Url);
}
