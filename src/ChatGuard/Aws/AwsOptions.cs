using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace ChatGuard.Aws;

/// <summary>Which AWS accounts are read, and how. Section <c>ChatGuard:Aws</c>. With nothing set, the embedded sandbox organisation is read.</summary>
internal sealed partial class AwsOptions : IValidatableObject
{
    public const string Section = "ChatGuard:Aws";

    /// <summary>Users named like this are for emergencies: always among <see cref="Protected"/>.</summary>
    public const string BreakGlassUsers = "breakglass-*";

    /// <summary>Read the account of AWS's default credential chain: environment, profile, SSO, container, instance.</summary>
    public bool UseAmbientAccount { get; set; }

    /// <summary>Accounts read by assuming a role in each.</summary>
    public List<AwsAccountOptions> Accounts { get; set; } = [];

    /// <summary>
    /// What no remediation ever changes, whoever approves it: users, groups and other resources by name (in every account) or ARN; <c>*</c> stands for any
    /// characters. What is configured comes on top of <c>breakglass-*</c>; so does whatever is tagged <c>chatguard:protect=true</c> in AWS.
    /// </summary>
    public List<string> Protected { get; set; } = [BreakGlassUsers];

    /// <summary>Regions of the ambient account; empty for all that are enabled.</summary>
    public List<string> Regions { get; set; } = [];

    /// <summary>Where global services are called from and sessions begin, unless AWS_REGION or the profile says otherwise.</summary>
    public string DefaultRegion { get; set; } = "us-east-1";

    /// <summary>How old an answer's data may be before it is read anew.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long reading one account may take; what is unread by then is reported as unknown.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How many live calls complete the credential report of an account of more than 50 users, failing users first; smaller accounts are completed wholly. 0 for none at all.</summary>
    [Range(0, 20_000)]
    public int LiveReads { get; set; } = 6;

    /// <summary>How many users' key ids rotate-report looks up, worst keys first; AWS has no call for all of them.</summary>
    [Range(0, 5000)]
    public int KeyIdLookups { get; set; } = 100;

    /// <summary>How many pages of 50 CloudTrail events are read for each question and region; AWS allows 2 requests a second.</summary>
    [Range(1, 200)]
    public int EventPages { get; set; } = 6;

    /// <summary>The sandbox organisation is what is read.</summary>
    public bool IsSandbox => !UseAmbientAccount && Accounts.Count == 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (account, n) in Accounts.Select((account, n) => (account, n)))
        {
            if (!AccountId().IsMatch(account.Id))
            {
                yield return new($"{Section}:Accounts:{n}:Id must be the account's twelve digits, not '{account.Id}'");
            }

            if (account.ReadRoleArn is { } arn && !RoleArn().IsMatch(arn))
            {
                yield return new($"{Section}:Accounts:{n}:ReadRoleArn must look like arn:aws:iam::{account.Id}:role/ChatGuardRead, not '{arn}'");
            }
            else if (account.ReadRoleArn is { } role && !role.Contains($"::{account.Id}:", StringComparison.Ordinal))
            {
                yield return new($"{Section}:Accounts:{n}:ReadRoleArn is of another account than Id {account.Id}");
            }

            if (account.RemediationRoleArn is { } fixer && !(RoleArn().IsMatch(fixer) && fixer.Contains($"::{account.Id}:", StringComparison.Ordinal)))
            {
                yield return new($"{Section}:Accounts:{n}:RemediationRoleArn must look like arn:aws:iam::{account.Id}:role/ChatGuardRemediate, not '{fixer}'");
            }
            else if (account.RemediationRoleArn is { } same && same == account.ReadRoleArn)
            {
                yield return new($"{Section}:Accounts:{n}:RemediationRoleArn must be another role than ReadRoleArn, which may write nothing");
            }

            if (account.ManagementAccountId is { } management && !Accounts.Exists(each => each.Id == management && each.Id != account.Id))
            {
                yield return new($"{Section}:Accounts:{n}:ManagementAccountId must be the Id of another of these accounts, not '{management}'");
            }
        }

        if (Protected.Exists(entry => entry.Trim('*', ' ').Length == 0))
        {
            yield return new($"{Section}:Protected: an entry is empty or would protect everything; write a name or an ARN, such as breakglass-*");
        }

        foreach (var id in Accounts.GroupBy(account => account.Id).Where(group => group.Count() > 1))
        {
            yield return new($"{Section}:Accounts lists {id.Key} more than once");
        }

        foreach (var region in Accounts.SelectMany(account => account.Regions).Concat(Regions).Append(DefaultRegion).Where(region => !RegionName().IsMatch(region)))
        {
            yield return new($"{Section}: '{region}' is no region; write it like eu-west-1");
        }
    }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.None, 1000)]
    private static partial Regex AccountId();

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", RegexOptions.None, 1000)]
    private static partial Regex RoleArn();

    [GeneratedRegex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RegionName();
}

/// <summary>One account to read.</summary>
internal sealed class AwsAccountOptions
{
    /// <summary>What answers call it; the id where empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>Twelve digits.</summary>
    public string Id { get; set; } = "";

    /// <summary>The role to assume for reading; the ambient credentials themselves where empty.</summary>
    public string? ReadRoleArn { get; set; }

    /// <summary>The role that approved remediations run under; never used for reading.</summary>
    public string? RemediationRoleArn { get; set; }

    /// <summary>The organization's management account, if it is among the configured ones: its remediation role deletes root credentials of this member.</summary>
    public string? ManagementAccountId { get; set; }

    /// <summary>The external id the roles' trust policies demand.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Regions to read; empty for all that are enabled.</summary>
    public List<string> Regions { get; set; } = [];
}
