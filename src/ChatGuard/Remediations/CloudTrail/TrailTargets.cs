using System.Text.Json;
using ChatGuard.Aws;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.CloudTrail;

/// <summary>A trail as its own region shows it now.</summary>
internal sealed record TrailTarget(string Name, string Arn, string HomeRegion, string S3BucketName, JsonElement Settings)
{
    public bool Is(string setting) => Settings.Bool(setting);
}

/// <summary>Finds the trails that a finding or a person means.</summary>
internal static class TrailTargets
{
    /// <summary>The trail itself; each trail of the account where the finding is about the account.</summary>
    public static async Task<IReadOnlyList<Target>> OfAsync(Target found, AwsAccount account, CancellationToken cancellationToken)
    {
        var trails = await account.CloudTrail(account.Region).ListTrailsAsync(cancellationToken);
        var meant = trails.Where(trail => found.Resource == found.Account || trail.Arn == found.Resource || trail.Name == found.Resource).ToList();
        return meant.Count > 0
            ? [.. meant.Select(trail => new Target(found.Account, trail.HomeRegion, trail.Arn))]
            : throw new CannotPlanException(found.Resource == found.Account ? $"Account {found.Account} has no trail." : $"There is no trail {found.Resource} in account {found.Account}.");
    }

    /// <exception cref="CannotPlanException">It is gone, or it belongs to the organization's management account.</exception>
    public static async Task<TrailTarget> FindAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        if (target.Resource.Split(':') is not [_, _, "cloudtrail", var region, var owner, _])
        {
            throw new CannotPlanException($"{target.Resource} is no trail's ARN.");
        }

        if (owner != target.Account)
        {
            throw new CannotPlanException($"{target.Resource} is the organization's trail: it can only be changed in account {owner}.");
        }

        var trails = await account.CloudTrail(region).DescribeTrailsAsync(cancellationToken);
        var trail = trails.Where(each => each.Text("TrailARN") == target.Resource).Cast<JsonElement?>().FirstOrDefault()
            ?? throw new CannotPlanException($"There is no trail {target.Resource} any more.");
        return new TrailTarget(trail.Required("Name"), target.Resource, trail.Text("HomeRegion") ?? region, trail.Text("S3BucketName") ?? "", trail);
    }
}
