using System.IO.Enumeration;
using ChatGuard.Aws;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations;

/// <summary>
/// What no plan may touch, whoever approves it: the principals ChatGuard itself runs as, which would also have to undo it; break-glass users; what AWS alone
/// changes; and whatever is tagged <see cref="Tag"/>. Asked when a plan is made and again right before it is executed.
/// </summary>
internal static class Protection
{
    /// <summary>The tag, with the value <c>true</c>, that keeps a resource from every remediation.</summary>
    public const string Tag = "chatguard:protect";

    /// <summary>How many resources' tags are read at a time.</summary>
    private const int AtATime = 8;

    /// <summary>Looks at everything that the plan's calls may change and at everybody whose credentials or permissions they touch.</summary>
    /// <exception cref="CannotPlanException">One of them is protected, or whether it is could not be read; the message says why and what to do.</exception>
    public static async Task CheckAsync(Plan plan, AwsAccount account, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(account, cancellationToken);
        var touched = Touched(plan).ToList();
        if (touched.Select(arn => OfName(arn, own, account)).FirstOrDefault(why => why is not null) is { } refusal)
        {
            throw new CannotPlanException(refusal);
        }

        await Parallel.ForEachAsync(touched, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, async (arn, ct) =>
        {
            if (IsTagged(await TagsAsync(arn, plan.Target, account, ct)))
            {
                throw new CannotPlanException($"{Named(arn)} is tagged {Tag}=true, so nothing is changed there. If that is over, remove the tag with your own credentials and ask again.");
            }
        });
    }

    /// <summary>Every exact resource that the plan's session may write to, and whom it is about.</summary>
    private static IEnumerable<string> Touched(Plan plan) => plan.Steps.SelectMany(step => step.Needs)
        .Where(need => need.Action != "iam:CreateServiceLinkedRole")
        .SelectMany(need => need.Resources)
        .Concat(plan.Subjects)
        .Append(plan.Target.Resource.Split('#')[0])
        .Where(arn => arn.StartsWith("arn:", StringComparison.Ordinal) && !arn.Contains('*', StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal);

    private static string? OfName(string arn, IReadOnlySet<string> own, AwsAccount account)
    {
        if (Principal(arn) is { } principal && own.Contains(principal))
        {
            return $"{Named(arn)} is what ChatGuard itself runs as: it never changes that, and could not undo it. Change it with other credentials.";
        }

        if (arn.Contains(":role/aws-reserved/", StringComparison.Ordinal))
        {
            return $"{Named(arn)} belongs to IAM Identity Center: change its permission set there.";
        }

        if (arn.Contains(":role/aws-service-role/", StringComparison.Ordinal))
        {
            return $"{Named(arn)} is a service-linked role, which only its AWS service changes. Look at that service's own settings.";
        }

        return account.Protected.FirstOrDefault(entry => FileSystemName.MatchesSimpleExpression(entry, arn) || FileSystemName.MatchesSimpleExpression(entry, NameOf(arn))) is { } listed
            ? $"{Named(arn)} is protected by '{listed}' in {AwsOptions.Section}:Protected, as break-glass users are. Change it with your own credentials if it must be."
            : null;
    }

    private static async Task<IReadOnlyDictionary<string, string>> TagsAsync(string arn, Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var (action, read) = TagsOf(arn, target, account, cancellationToken);
        try
        {
            return await read();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            throw new CannotPlanException(
                $"Whether {Named(arn)} is tagged {Tag}=true could not be read ({action}: {reason.Code}), and what may be protected is not changed. Let the read role have {action}, as manifests/aws/read-policy.json does, and ask again.");
        }
    }

    /// <summary>How the resource's tags are read; groups and root users cannot be tagged.</summary>
    private static (string Action, Func<Task<IReadOnlyDictionary<string, string>>> Read) TagsOf(string arn, Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var parts = arn.Split(':', 6);
        return (parts[2], Kind(parts[5])) switch
        {
            ("iam", "user") => ("iam:ListUserTags", () => account.Iam.ListUserTagsAsync(NameOf(arn), cancellationToken)),
            ("iam", "role") => ("iam:ListRoleTags", () => account.Iam.ListRoleTagsAsync(NameOf(arn), cancellationToken)),
            ("cloudtrail", "trail") => ("cloudtrail:ListTags", () => account.CloudTrail(parts[3]).ListTagsAsync(arn, cancellationToken)),
            ("guardduty", "detector") => ("guardduty:GetDetector", () => account.GuardDuty(parts[3]).GetTagsAsync(NameOf(arn), cancellationToken)),
            ("s3", _) => ("s3:GetBucketTagging", () => OfBucketAsync(parts[5], target, account, cancellationToken)),
            _ => ("", () => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>())),
        };
    }

    private static async Task<IReadOnlyDictionary<string, string>> OfBucketAsync(string bucket, Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var s3 = account.S3(target.Account);
        var (presence, home) = await s3.HeadBucketAsync(bucket, target.Region ?? account.Region, cancellationToken);
        return presence == BucketPresence.Ours ? await s3.GetBucketTaggingAsync(bucket, home, cancellationToken) : new Dictionary<string, string>();
    }

    private static bool IsTagged(IReadOnlyDictionary<string, string> tags) =>
        tags.Any(tag => tag.Key.Equals(Tag, StringComparison.OrdinalIgnoreCase) && tag.Value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>The principals ChatGuard runs as: its host's, the read role and the remediation role here and in the organization's management account.</summary>
    private static async Task<IReadOnlySet<string>> OwnAsync(AwsAccount account, CancellationToken cancellationToken)
    {
        try
        {
            var options = ((AwsAccount?[])[account, account.Management]).OfType<AwsAccount>().Select(each => each.Options);
            return options.SelectMany(each => (string?[])[each.ReadRoleArn, each.RemediationRoleArn])
                .Append(await account.GetHostArnAsync(cancellationToken))
                .Select(arn => arn is null ? null : Principal(arn))
                .OfType<string>()
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            throw new CannotPlanException($"Who ChatGuard itself is could not be read (sts:GetCallerIdentity: {reason.Code}), so that it might act on itself; nothing was done. {reason.Message}");
        }
    }

    /// <summary>Account, kind and name, whatever the path: IAM's names differ in more than their case. A role's session is the role. Null for what is no principal.</summary>
    private static string? Principal(string arn) => arn.Split(':', 6) is [_, _, "iam" or "sts", _, var account, var resource] ? Kind(resource) switch
    {
        "user" => $"{account}/user/{NameOf(arn)}",
        "role" => $"{account}/role/{NameOf(arn)}",
        "assumed-role" => $"{account}/role/{resource.Split('/')[1]}",
        _ => null,
    }
    : null;

    private static string Kind(string resource) => resource.Split('/')[0];

    private static string NameOf(string arn) => arn[(arn.LastIndexOfAny(['/', ':']) + 1)..];

    private static string Named(string arn) => arn.Split(':', 6) is [_, _, _, _, _, var resource] && Kind(resource) is "user" or "role" or "group" or "trail" or "detector" ? $"The {Kind(resource)} {NameOf(arn)}" : arn;
}
