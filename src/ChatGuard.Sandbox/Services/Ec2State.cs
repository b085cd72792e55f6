namespace ChatGuard.Sandbox.Services;

/// <summary>What an account has in EC2: the instances of every region.</summary>
public sealed class Ec2State
{
    public List<Instance> Instances { get; } = [];
}

/// <summary>An EC2 instance.</summary>
/// <param name="Id">Such as <c>i-0a1b2c3d4e5f60001</c>.</param>
/// <param name="Region">The region it runs in.</param>
/// <param name="Name">Its Name tag.</param>
/// <param name="LaunchTime">When it was started.</param>
public sealed record Instance(string Id, string Region, string Name, DateTimeOffset LaunchTime)
{
    /// <summary>The ARN of the instance profile; null for an instance without a role.</summary>
    public string? ProfileArn { get; init; }

    /// <summary><c>required</c> for IMDSv2 only, <c>optional</c> when IMDSv1 works too.</summary>
    public string HttpTokens { get; set; } = "required";

    /// <summary>running, stopped and so on.</summary>
    public string State { get; init; } = "running";

    public string PrivateIp { get; init; } = "10.0.1.10";

    public string? PublicIp { get; init; }

    public IReadOnlyList<(string Id, string Name)> SecurityGroups { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
