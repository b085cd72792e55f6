using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Aws.Reading;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Proposals;
using Policy = ChatGuard.Core.Snapshots.PasswordPolicy;

namespace ChatGuard.Remediations.Iam;

/// <summary>R14: sets the account's password policy so that every password-policy check passes, and weakens nothing that is stronger already.</summary>
internal sealed class SetPasswordPolicy() : Remediation("R14", "password-policy-set", Risk.High, Reversibility.Reversible)
{
    private const string Length = "MinimumPasswordLength";
    private const string MaxAge = "MaxPasswordAge";
    private const string Reuse = "PasswordReusePrevention";
    private const string HardExpiry = "HardExpiry";

    private static readonly string[] Demanded = ["RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters", "AllowUsersToChangePassword"];

    public override IReadOnlyList<string> Checks => [.. Check.All.Select(check => check.Id).Where(id => id.StartsWith("password-policy-", StringComparison.Ordinal))];

    public override IReadOnlyList<string> Actions => ["iam:DeleteAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Target>>([new Target(found.Account, null, found.Account)]);

    /// <summary>The nine parameters as AWS names them, without those that are not set; nothing where AWS's default holds.</summary>
    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken) =>
        new(await account.Iam.GetAccountPasswordPolicyAsync(cancellationToken) is { } policy ? Fields(policy) : new Dictionary<string, string>());

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (before, after) = (live.Fields, Merged(live, account.Thresholds));
        var changes = live.DifferencesTo(new LiveState(after));
        if (changes.Count == 0)
        {
            throw new CannotPlanException("The password policy is at least this strong already; nothing is to be done.");
        }

        var undo = before.Count == 0
            ? Step("Delete the password policy, so that AWS's default holds again", "DeleteAccountPasswordPolicy", []) with { AlreadyDoneErrors = ["NoSuchEntity"] }
            : Step("Set the former password policy", "UpdateAccountPasswordPolicy", Input(before));
        var set = Step("Set the password policy", "UpdateAccountPasswordPolicy", Input(after)) with
        {
            Changes = changes,
            Undo = undo with { Changes = [.. changes.Select(change => new FieldChange(change.Field, change.After, change.Before))] },
        };
        var shorter = changes.Any(change => change.Field == MaxAge);
        return NewPlan(target, $"Set the password policy of account {target.Account}", live, [set], approvals: 1) with
        {
            Impact =
            [
                shorter ? await ExpiringAsync(int.Parse(after[MaxAge], CultureInfo.InvariantCulture), account, cancellationToken) : "Passwords expire as before.",
                "Length, kinds of character and reuse are asked for when somebody next sets a password; passwords that are in use stay valid.",
                .. live[HardExpiry] == "true" ? ["Hard expiry is switched off: whoever misses the date can set a new password instead of being locked out."] : Array.Empty<string>(),
            ],
            Notes =
            [
                "What is stricter already stays as it is. All nine parameters are sent, because AWS resets those that are left out.",
                "It concerns IAM users' console passwords alone: not the root user, not Identity Center, not access keys.",
            ],
        };
    }

    private static Dictionary<string, string> Fields(Policy policy)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Length] = Text(policy.MinimumPasswordLength),
            ["RequireSymbols"] = LiveText.Of(policy.RequireSymbols),
            ["RequireNumbers"] = LiveText.Of(policy.RequireNumbers),
            ["RequireUppercaseCharacters"] = LiveText.Of(policy.RequireUppercaseCharacters),
            ["RequireLowercaseCharacters"] = LiveText.Of(policy.RequireLowercaseCharacters),
            ["AllowUsersToChangePassword"] = LiveText.Of(policy.AllowUsersToChangePassword),
            [HardExpiry] = LiveText.Of(policy.HardExpiry),
        };
        if (policy.ExpirePasswords && policy.MaxPasswordAge > 0)
        {
            fields[MaxAge] = Text(policy.MaxPasswordAge);
        }

        if (policy.PasswordReusePrevention > 0)
        {
            fields[Reuse] = Text(policy.PasswordReusePrevention);
        }

        return fields;
    }

    private static Dictionary<string, string> Merged(LiveState live, Thresholds limits)
    {
        int? Now(string field) => live[field] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        var after = Demanded.ToDictionary(each => each, _ => LiveText.Of(true), StringComparer.Ordinal);
        after[Length] = Text(Math.Max(Now(Length) ?? 0, limits.MinimumPasswordLength));
        after[MaxAge] = Text(Math.Min(Now(MaxAge) ?? int.MaxValue, limits.PasswordMaxAge));
        after[Reuse] = Text(Math.Max(Now(Reuse) ?? 0, limits.PasswordReusePrevention));
        after[HardExpiry] = LiveText.Of(false);
        return after;
    }

    private static JsonObject Input(IReadOnlyDictionary<string, string> fields) => new(fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field =>
        KeyValuePair.Create<string, JsonNode?>(field.Key, field.Value is "true" or "false" ? field.Value == "true" : int.Parse(field.Value, CultureInfo.InvariantCulture))));

    private static PlannedStep Step(string title, string operation, JsonObject input) =>
        new(title, new AwsCall("iam", operation, null, input), [], [new Permission($"iam:{operation}", ["*"])]);

    /// <summary>Whose passwords are too old from one moment to the next: as the credential report says, which is up to four hours old.</summary>
    private static async Task<string> ExpiringAsync(int days, AwsAccount account, CancellationToken cancellationToken)
    {
        try
        {
            var (content, generated) = await account.Iam.GetCredentialReportAsync(cancellationToken);
            var people = CredentialReportCsv.Parse(content, generated).Users.Where(user => user.PasswordEnabled == true).ToList();
            var old = people.Where(user => (account.Clock.GetUtcNow() - user.PasswordLastChanged)?.TotalDays > days).Select(user => user.UserName).Order(StringComparer.Ordinal).ToList();
            var named = old.Count == 0 ? "" : $": {string.Join(", ", old.Take(10))}{(old.Count > 10 ? $" and {old.Count - 10} more" : "")}";
            return $"{old.Count} of {people.Count} console users have a password that is older than {days} days and must set a new one at their next sign-in{named} (credential report of {RecentUse.At(generated)}).";
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Section.Reason(error) is { } reason)
        {
            return $"Everybody whose password is older than {days} days must set a new one at the next sign-in; who that is could not be read (iam:GetCredentialReport: {reason.Code}).";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
