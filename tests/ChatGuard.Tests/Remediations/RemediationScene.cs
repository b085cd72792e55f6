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
    private readonly bool isOwn;

    private readonly TimeProvider clock;

    private RemediationScene(SandboxServer sandbox, RemediationCase what, bool isOwn, TimeProvider clock)
    {
        Sandbox = sandbox;
        this.clock = clock;
        this.isOwn = isOwn;
        Remediation = Remediation.All.Single(each => each.Name == what.Name);
        Account = Open(what.Account, what.Protected);
        if (sandbox.ManagementAccountOf(what.Account) is { } manager)
        {
            Account.Management = management = Open(manager, what.Protected);
        }
    }

    public SandboxServer Sandbox { get; }

    public Remediation Remediation { get; }

    public AwsAccount Account { get; }

    public Target Target { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<RemediationScene> StartAsync(RemediationCase what) => StartAsync(what, TimeProvider.System);

    /// <summary>The same at another time.</summary>
    public static async Task<RemediationScene> StartAsync(RemediationCase what, TimeProvider clock) =>
        await InAsync(await SandboxServer.StartAsync(new SandboxOptions { Clock = clock }, Stop), what, isOwn: true, clock);

    /// <summary>A scene in a sandbox that others use too.</summary>
    public static Task<RemediationScene> InAsync(SandboxServer sandbox, RemediationCase what) => InAsync(sandbox, what, isOwn: false, TimeProvider.System);

    private static async Task<RemediationScene> InAsync(SandboxServer sandbox, RemediationCase what, bool isOwn, TimeProvider clock)
    {
        foreach (var account in sandbox.Organization.Accounts)
        {
            account.CloudTrail.EnforceLookupRate = false;
        }

        what.Prepare(sandbox);
        var scene = new RemediationScene(sandbox, what, isOwn, clock);
        try
        {
            scene.Target = (await scene.Remediation.TargetsAsync(what.Check, what.Found, scene.Account, Stop))[0];
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
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
        if (isOwn)
        {
            await Sandbox.DisposeAsync();
        }
    }

    private AwsAccount Open(string id, IReadOnlyList<string> isProtected) => new(
        new AwsAccountOptions { Id = id, ReadRoleArn = $"arn:aws:iam::{id}:role/ChatGuardRead", RemediationRoleArn = $"arn:aws:iam::{id}:role/ChatGuardRemediate", ExternalId = "northwind-chatguard" },
        new BasicAWSCredentials(Sandbox.Credentials.AccessKeyId, Sandbox.Credentials.SecretAccessKey), "us-east-1", connections, Sandbox.Url) { Protected = isProtected, Clock = clock };
}
