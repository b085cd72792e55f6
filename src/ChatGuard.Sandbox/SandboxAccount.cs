using ChatGuard.Sandbox.Services;

namespace ChatGuard.Sandbox;

/// <summary>The state of one AWS account; every service keeps its own part. Lock <see cref="Gate"/> to read or change it.</summary>
public sealed class SandboxAccount(string id, string name, string email)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Email { get; } = email;

    /// <summary>Held during each operation, so that one answer is one consistent view.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The regions that DescribeRegions shows as enabled.</summary>
    public List<string> Regions { get; } = [];

    /// <summary>The enabled regions that were opted in to.</summary>
    public HashSet<string> OptedIn { get; } = [];

    /// <summary>The IAM state that handlers see; an earlier one for the length of a read under a <c>stale</c> fault.</summary>
    public IamState Iam { get; internal set; } = new();

    /// <summary>Earlier IAM states, each with the time at which a write replaced it; kept only while a <c>stale</c> fault is in force.</summary>
    internal List<(DateTimeOffset Until, IamState State)> IamHistory { get; } = [];

    public CloudTrailState CloudTrail { get; } = new();

    public GuardDutyState GuardDuty { get; } = new();

    public S3State S3 { get; } = new();

    public KmsState Kms { get; } = new();

    public Ec2State Ec2 { get; } = new();

    public AccessAnalyzerState AccessAnalyzer { get; } = new();
}
