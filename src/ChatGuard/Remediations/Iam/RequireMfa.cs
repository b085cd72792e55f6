using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>
/// R13: denies a user or a group everything but setting up MFA while they signed in without it. Requests signed with a long-lived access key go on: in them
/// aws:MultiFactorAuthPresent is absent, and <c>Bool</c>, unlike <c>BoolIfExists</c>, does not hold for what is absent.
/// </summary>
internal sealed class RequireMfa() : Remediation("R13", "mfa-enforcement", Risk.High, Reversibility.Partly)
{
    private const string PolicyName = "ChatGuardRequireMfa";
    private const string Policy = $"Policy {PolicyName}";
    private const string Attached = "Attached";
    private const string Denied = "Denied without MFA";
    private const string Members = "Members";

    /// <summary>AWS's default quota for managed policies attached to a user or a group.</summary>
    private const int MostAttached = 10;

    /// <summary>How many members' MFA devices are looked at, to say who is stopped.</summary>
    private const int MostMembers = 50;

    private static readonly string[] Tried = ["ec2:DescribeInstances", "s3:ListAllMyBuckets"];

    public override IReadOnlyList<string> Checks => ["mfa-enforcement-policy"];

    public override IReadOnlyList<string> Actions => ["iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:CreatePolicy", "iam:DetachGroupPolicy", "iam:DetachUserPolicy"];

    /// <summary>The user that fails, or the group that a person named: everybody in it is concerned, so that no finding leads there by itself.</summary>
    public override async Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        !found.Resource.Contains(":user/", StringComparison.Ordinal) && await account.Iam.GetGroupAsync(IamTargets.NameOf(found.Resource), cancellationToken) is { } group
            ? [new Target(found.Account, null, group.Arn)]
            : [new Target(found.Account, null, (await IamTargets.UserAsync(found, account, cancellationToken)).Arn)];

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var name = IamTargets.NameOf(target.Resource);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (IsGroup(target))
        {
            var group = await account.Iam.GetGroupAsync(name, cancellationToken) ?? throw new CannotPlanException($"There is no group {name} in account {target.Account} (any more).");
            fields[Members] = string.Join(' ', group.Members.Select(member => member.UserName).Order(StringComparer.Ordinal));
        }
        else
        {
            _ = await IamTargets.UserAsync(target, account, cancellationToken);
        }

        var attached = IsGroup(target) ? await account.Iam.ListAttachedGroupPoliciesAsync(name, cancellationToken) : await account.Iam.ListAttachedUserPoliciesAsync(name, cancellationToken);
        fields[Attached] = LiveText.Of(attached.Exists(policy => policy.PolicyArn == Arn(target, account)));
        var simulated = await account.Iam.SimulatePrincipalPolicyAsync(target.Resource, Tried, mfaPresent: false, cancellationToken);
        fields[Denied] = LiveText.Of(Tried.All(action => simulated.GetValueOrDefault(action) == "explicitDeny"));
        if (await account.Iam.GetPolicyDocumentAsync(Arn(target, account), cancellationToken) is { } document)
        {
            fields[Policy] = LiveText.OfJson(document);
        }

        return new LiveState(fields);
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (name, document) = (IamTargets.NameOf(target.Resource), LiveText.OfJson(Document(account.Partition)));
        var kind = IsGroup(target) ? "group" : "user";
        if (live[Denied] == "true")
        {
            throw new CannotPlanException($"The {kind} {name} is denied everything without MFA already; nothing is to be done.");
        }

        if (live[Policy] is { } other && other != document)
        {
            throw new CannotPlanException($"The account has a policy {PolicyName} with another content than ChatGuard's: look at who changed it, then rename or delete it and ask again.");
        }

        if (live[Attached] == "true")
        {
            throw new CannotPlanException($"{PolicyName} is attached to the {kind} {name}, and IAM's simulator still allows calls without MFA: look at the policy's versions.");
        }

        var attached = IsGroup(target) ? await account.Iam.ListAttachedGroupPoliciesAsync(name, cancellationToken) : await account.Iam.ListAttachedUserPoliciesAsync(name, cancellationToken);
        if (attached.Count >= MostAttached)
        {
            throw new CannotPlanException($"The {kind} {name} has {attached.Count} managed policies, and AWS allows {MostAttached}: detach one, or put the user into a group that has {PolicyName}.");
        }

        var create = new PlannedStep(
            $"Make the policy {PolicyName}",
            new AwsCall("iam", "CreatePolicy", null, new JsonObject { ["PolicyName"] = PolicyName, ["PolicyDocument"] = document, ["Description"] = "Denies everything but setting up MFA to who signed in without it" }),
            [new FieldChange(Policy, null, document)],
            [new Permission("iam:CreatePolicy", [Arn(target, account)])]);
        var people = IsGroup(target) ? (await account.Iam.GetGroupAsync(name, cancellationToken))?.Members ?? [] : [(name, target.Resource)];
        return NewPlan(
            target,
            $"Demand MFA of the {kind} {name}",
            live,
            [.. live[Policy] is null ? [create] : Array.Empty<PlannedStep>(), Attach(target, name, account)],
            approvals: IsGroup(target) ? 2 : 1) with
        {
            Impact = [await StoppedAsync(people.Select(person => person.UserName).ToList(), account, cancellationToken), "Programs that sign with a long-lived access key go on working: they never present MFA, and this policy does not ask them to."],
            Notes =
            [
                "Whoever signed in without MFA can still set it up and change their password, and has to sign in again afterwards.",
                $"Undoing detaches the policy; {PolicyName} itself stays in the account for the next one.",
                .. IsGroup(target) ? Array.Empty<string>() : await GroupsAsync(name, account, cancellationToken),
                .. IsGroup(target) ? [$"It concerns all {people.Count} members, so two people who are none of them have to approve."] : Array.Empty<string>(),
            ],
            Subjects = [.. people.Select(person => person.Arn)],
        };
    }

    private static async Task<string[]> GroupsAsync(string user, AwsAccount account, CancellationToken cancellationToken) =>
        await account.Iam.ListGroupsForUserAsync(user, cancellationToken) is { Count: > 0 } groups
            ? [$"To demand it of a whole group at once, name the group instead of the user: {string.Join(", ", groups)}."]
            : [];

    private static PlannedStep Attach(Target target, string name, AwsAccount account)
    {
        var kind = IsGroup(target) ? "Group" : "User";
        PlannedStep Step(string title, string verb, string before, string after) => new(
            title,
            new AwsCall("iam", $"{verb}{kind}Policy", null, new JsonObject { [$"{kind}Name"] = name, ["PolicyArn"] = Arn(target, account) }),
            [new FieldChange(Attached, before, after), new FieldChange(Denied, before, after)],
            [new Permission($"iam:{verb}{kind}Policy", [target.Resource])]);

        return Step($"Attach {PolicyName} to the {kind.ToLowerInvariant()} {name}", "Attach", "false", "true") with
        {
            NotYetErrors = ["NoSuchEntity"],
            Undo = Step($"Detach {PolicyName} from the {kind.ToLowerInvariant()} {name}", "Detach", "true", "false") with { AlreadyDoneErrors = ["NoSuchEntity"] },
        };
    }

    /// <summary>Who cannot do anything but set up MFA from now on.</summary>
    private static async Task<string> StoppedAsync(IReadOnlyList<string> people, AwsAccount account, CancellationToken cancellationToken)
    {
        var without = new List<string>();
        foreach (var person in people.Order(StringComparer.Ordinal).Take(MostMembers))
        {
            if (await account.Iam.GetLoginProfileAsync(person, cancellationToken) is not null && (await account.Iam.ListMFADevicesAsync(person, cancellationToken)).Count == 0)
            {
                without.Add(person);
            }
        }

        var rest = people.Count > MostMembers ? $" {people.Count - MostMembers} more members were not looked at." : "";
        return (without.Count == 0
            ? "Everybody with a console password has an MFA device; who signs in without it is stopped."
            : $"With a console password and no MFA device, and stopped until they set one up: {string.Join(", ", without)}.") + rest;
    }

    private static bool IsGroup(Target target) => target.Resource.Contains(":group/", StringComparison.Ordinal);

    private static string Arn(Target target, AwsAccount account) => $"arn:{account.Partition}:iam::{target.Account}:policy/{PolicyName}";

    private static string Document(string partition) => $$"""
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "SeeDevicesAndRules", "Effect": "Allow",
              "Action": ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
              "Resource": "*"
            },
            {
              "Sid": "MakeOwnDevice", "Effect": "Allow",
              "Action": "iam:CreateVirtualMFADevice",
              "Resource": "arn:{{partition}}:iam::*:mfa/*"
            },
            {
              "Sid": "SetUpOwnMfa", "Effect": "Allow",
              "Action": ["iam:ChangePassword", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices", "iam:ResyncMFADevice"],
              "Resource": "arn:{{partition}}:iam::*:user/${aws:username}"
            },
            {
              "Sid": "DenyAllElseWithoutMfa", "Effect": "Deny",
              "NotAction": [
                "iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetAccountPasswordPolicy", "iam:GetMFADevice", "iam:GetUser",
                "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"
              ],
              "Resource": "*",
              "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } }
            }
          ]
        }
        """;
}
