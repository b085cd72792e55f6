using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>R12: removes a user's console password. Undoing sets a new one that nobody knows: the former is lost.</summary>
internal sealed class RemoveConsolePassword() : Remediation("R12", "disable-console-access", Risk.High, Reversibility.Partly)
{
    private const string Password = "Console password";

    public override IReadOnlyList<string> Checks => ["user-console-unused", "user-mfa-enabled"];

    public override IReadOnlyList<string> Actions => ["iam:CreateLoginProfile", "iam:DeleteLoginProfile"];

    public override async Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        [new Target(found.Account, null, (await IamTargets.UserAsync(found, account, cancellationToken)).Arn)];

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var user = await IamTargets.UserAsync(target, account, cancellationToken);
        var there = await account.Iam.GetLoginProfileAsync(user.UserName, cancellationToken) is not null;
        return new LiveState(there ? new Dictionary<string, string> { [Password] = "set" } : new Dictionary<string, string>());
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var user = await IamTargets.UserAsync(target, account, cancellationToken);
        if (live[Password] is null || await account.Iam.GetLoginProfileAsync(user.UserName, cancellationToken) is not { } profile)
        {
            throw new CannotPlanException($"{user.UserName} has no console password; nothing is to be done.");
        }

        var now = account.Clock.GetUtcNow();
        var devices = await account.Iam.ListMFADevicesAsync(user.UserName, cancellationToken);
        var keys = (await account.Iam.ListAccessKeysAsync(user.UserName, cancellationToken)).Where(key => key.Active).Select(key => key.KeyId).ToList();
        var named = new JsonObject { ["UserName"] = user.UserName };
        var remove = Step(user, $"Remove the console password of {user.UserName}", "DeleteLoginProfile", named, "set", null) with { AlreadyDoneErrors = ["NoSuchEntity"] };
        var set = new JsonObject { ["UserName"] = user.UserName, ["Password"] = Placeholders.RandomPassword, ["PasswordResetRequired"] = true };
        var restore = Step(user, $"Set a new console password of {user.UserName}", "CreateLoginProfile", set, null, "set") with { AlreadyDoneErrors = ["EntityAlreadyExists"] };
        return NewPlan(target, $"Remove the console password of {user.UserName}", live, [remove with { Undo = restore }], approvals: 1) with
        {
            Impact =
            [
                user.PasswordLastUsed is { } last
                    ? $"{user.UserName} last signed in to the console {RecentUse.Ago(last, now)} and cannot any more."
                    : $"{user.UserName} never signed in to the console with this password (set {RecentUse.Ago(profile.Created, now)}) and cannot any more.",
                await RecentUse.OfLastDayAsync("Username", user.UserName, [], account, cancellationToken),
            ],
            Notes =
            [
                "A console session that is open lives on until it ends, up to 12 hours.",
                keys.Count > 0 ? $"Access keys go on working: {string.Join(", ", keys)}. Deactivate them with fix deactivate-access-key ID." : "The user has no active access key.",
                devices.Count > 0 ? $"MFA devices stay: {string.Join(", ", devices)}." : "The user has no MFA device.",
                "Undoing sets a random password that is shown to nobody and has to be changed at the first sign-in: an administrator then sets one and hands it over in person, never in a channel. The former password is lost.",
            ],
            Subjects = [user.Arn],
        };
    }

    private static PlannedStep Step(LiveIamUser user, string title, string operation, JsonObject input, string? before, string? after) => new(
        title, new AwsCall("iam", operation, null, input), [new FieldChange(Password, before, after)], [new Permission($"iam:{operation}", [user.Arn])]);
}
