using System.Text.Json.Nodes;
using Amazon.Runtime;
using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Proposals;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Remediations.Iam;

/// <summary>
/// R25: gives a user by a group what it has by policies of its own. The target names both: <c>arn:…:user/bob#GROUP</c>. Every grant comes before the first
/// removal, so that whatever stops it, the user can do at least what it could.
/// </summary>
internal sealed class MoveUserToGroup() : Remediation("R25", "user-to-group", Risk.High, Reversibility.Reversible)
{
    private const string Member = "In the group";
    private const string Group = "Group";
    private const string OwnAttached = "User has ";
    private const string OwnInline = "User inline ";
    private const string GroupAttached = "Group has ";
    private const string GroupInline = "Group inline ";
    private const string Allowed = "Allowed by IAM's simulator";
    private const string Used = "Used in the last 30 days";

    /// <summary>AWS's default quota for groups of a user.</summary>
    private const int MostGroups = 10;

    /// <summary>AWS's default quota for managed policies attached to a group.</summary>
    private const int MostAttached = 10;

    private const int ShownActions = 10;

    /// <summary>A few calls of every kind: what IAM says of them, and of what the user did lately, must be the same before and after.</summary>
    private static readonly string[] Samples =
    [
        "cloudtrail:StopLogging", "dynamodb:PutItem", "ec2:DescribeInstances", "ec2:RunInstances", "iam:CreateUser", "iam:ListUsers", "kms:Decrypt", "lambda:InvokeFunction",
        "logs:PutLogEvents", "organizations:DescribeOrganization", "s3:GetObject", "s3:PutObject", "secretsmanager:GetSecretValue", "sqs:SendMessage", "sts:AssumeRole",
    ];

    public override IReadOnlyList<string> Checks => ["iam-users-via-groups", "user-in-group"];

    public override IReadOnlyList<string> Actions =>
    [
        "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:CreateGroup", "iam:DeleteGroup", "iam:DeleteGroupPolicy", "iam:DeleteUserPolicy",
        "iam:DetachGroupPolicy", "iam:DetachUserPolicy", "iam:PutGroupPolicy", "iam:PutUserPolicy", "iam:RemoveUserFromGroup",
    ];

    /// <summary>Groups that grant exactly what the user's own policies do; else a new one, <c>NAME-access</c>. A person may name one: <c>bob#GROUP</c>.</summary>
    public override async Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken)
    {
        var user = await IamTargets.UserAsync(found, account, cancellationToken);
        Target Of(string group) => new(found.Account, null, $"{user.Arn}#{group}");
        if (found.Resource.Split('#') is [_, { Length: > 0 } named])
        {
            return [Of(named)];
        }

        var own = await OwnAsync(user.UserName, account, cancellationToken);
        var same = (await account.Iam.GetGroupsAsync(cancellationToken)).Where(group => own.Count > 0 && Same(own, Policies(group))).Select(group => group.GroupName).Order(StringComparer.Ordinal).ToList();
        return same.Count > 0 ? [.. same.Select(Of)] : [Of(OwnGroup(user.UserName))];
    }

    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var used = await UsedActions.OfAsync(Parse(target).User, account, cancellationToken);
        try
        {
            return await ReadAsync(target, used, account, cancellationToken);
        }
        catch (AmazonServiceException error) when (used is { Count: > 0 } && error.ErrorCode == "InvalidInput")
        {
            // The simulator may not know an action that CloudTrail names.
            return await ReadAsync(target, used: null, account, cancellationToken);
        }
    }

    /// <summary>By the actions that the plan was made from, for the user goes on meanwhile.</summary>
    public override Task<LiveState> ReadAgainAsync(Plan plan, AwsAccount account, CancellationToken cancellationToken) =>
        ReadAsync(plan.Target, plan.Before[Used]?.Split(' ', StringSplitOptions.RemoveEmptyEntries), account, cancellationToken);

    /// <param name="used">The actions to simulate besides the samples; null where they cannot be known.</param>
    private static async Task<LiveState> ReadAsync(Target target, IReadOnlyList<string>? used, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, arn, name) = Parse(target);
        try
        {
            var fields = (await OwnAsync(user, account, cancellationToken)).ToDictionary(policy => (policy.IsInline ? OwnInline : OwnAttached) + policy.Name, policy => policy.Value, StringComparer.Ordinal);
            fields[Member] = LiveText.Of((await account.Iam.ListGroupsForUserAsync(user, cancellationToken)).Contains(name, StringComparer.OrdinalIgnoreCase));
            string[] compared = [.. Samples.Union(used ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var simulated = await account.Iam.SimulatePrincipalPolicyAsync(arn, compared, null, cancellationToken);
            fields[Allowed] = string.Join(' ', compared.Where(action => simulated.GetValueOrDefault(action) == "allowed"));
            if (used is not null)
            {
                fields[Used] = string.Join(' ', used);
            }

            if ((await account.Iam.GetGroupsAsync(cancellationToken)).FirstOrDefault(group => group.GroupName.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } group)
            {
                fields[Group] = "there";
                Policies(group).ForEach(policy => fields[(policy.IsInline ? GroupInline : GroupAttached) + policy.Name] = policy.Value);
            }

            return new LiveState(fields);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            throw IamTargets.Gone(arn, target.Account);
        }
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        var (user, arn, name) = Parse(target);
        var (own, has) = (Of(live, OwnAttached, OwnInline), Of(live, GroupAttached, GroupInline));
        if (own.Count == 0)
        {
            throw new CannotPlanException(live[Member] == "true"
                ? $"{user} is in the group {name} and has no policies of its own; nothing is to be done."
                : $"{user} has no policies of its own, so that no group follows from them: add it by hand to the group whose members do the same work, or delete it if nobody needs it.");
        }

        var missing = own.Except(has).ToList();
        await CheckGroupAsync(user, name, live, missing, has.Except(own).Any(), account, cancellationToken);
        if (missing.Count(policy => !policy.IsInline) + has.Count(policy => !policy.IsInline) > MostAttached)
        {
            throw new CannotPlanException($"{user} has more managed policies than the {MostAttached} that a group can have: move some of them by hand into groups of their own.");
        }

        if (live[Member] != "true" && (await account.Iam.ListGroupsForUserAsync(user, cancellationToken)).Count >= MostGroups)
        {
            throw new CannotPlanException($"{user} is in {MostGroups} groups, and AWS allows no more: take it out of one first.");
        }

        var groupArn = (await account.Iam.GetGroupAsync(name, cancellationToken))?.Arn ?? $"arn:{account.Partition}:iam::{target.Account}:group/{name}";
        var moves = new GroupMove(user, arn, name, groupArn);
        PlannedStep[] steps =
        [
            .. live[Group] is null ? [moves.Create(new FieldChange(Group, null, "there"))] : Array.Empty<PlannedStep>(),
            .. missing.Select(policy => moves.Grant(policy, new FieldChange((policy.IsInline ? GroupInline : GroupAttached) + policy.Name, null, policy.Value))),
            .. live[Member] == "true" ? Array.Empty<PlannedStep>() : [moves.Join(new FieldChange(Member, "false", "true"))],
            .. own.Select(policy => moves.Remove(policy, [new FieldChange((policy.IsInline ? OwnInline : OwnAttached) + policy.Name, policy.Value, null), new FieldChange(Allowed, live[Allowed], live[Allowed])])),
        ];
        return NewPlan(target, $"Give {user} its permissions by the group {name}", live, steps, approvals: 1) with
        {
            Impact =
            [
                $"{user} can do the same afterwards: the group {(live[Group] is null ? "is made with" : "has")} exactly its policies ({string.Join(", ", own.Select(policy => IamTargets.NameOf(policy.Name)))}).",
                Compared(live),
                "Grants come first, removals after, so nothing is missing in between.",
                await RecentUse.OfLastDayAsync("Username", user, [], account, cancellationToken),
            ],
            Notes =
            [
                "The event history holds no data events, such as reads of S3 objects: for those the samples stand.",
                "A policy whose condition names the user or its own attachment would behave otherwise; read the inline ones.",
                "Undoing gives the user its own policies back and takes it out of the group; a group that this made is deleted.",
            ],
            Subjects = [arn],
        };
    }

    private static string Compared(LiveState live)
    {
        var used = live[Used]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var all = Samples.Union(used ?? [], StringComparer.Ordinal).Count();
        var lately = used switch
        {
            null => $"; what the user did in the last {UsedActions.Days} days could not be read or simulated",
            [] => $"; CloudTrail's event history shows no call of the user's last {UsedActions.Days} days",
            _ => $", and what CloudTrail's event history shows of the user's last {UsedActions.Days} days: {string.Join(", ", used.Take(ShownActions))}{(used.Length > ShownActions ? $" and {used.Length - ShownActions} more" : "")}",
        };
        return $"IAM's simulator has to allow the same {live[Allowed]!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length} of {Wording.Count(all, "action")} afterwards: {Samples.Length} samples{lately}.";
    }

    /// <summary>An existing group must grant exactly the same; what an earlier run of this left half made is completed.</summary>
    private static async Task CheckGroupAsync(string user, string name, LiveState live, List<MovedPolicy> missing, bool hasMore, AwsAccount account, CancellationToken cancellationToken)
    {
        if (live[Group] is null)
        {
            return;
        }

        var others = (await account.Iam.GetGroupAsync(name, cancellationToken))?.Members.Any(member => member.UserName != user) == true;
        if (hasMore || (missing.Count > 0 && (others || name != OwnGroup(user))))
        {
            throw new CannotPlanException(
                $"The group {name} does not grant exactly what {user} has by its own policies, so that joining it would change what {(hasMore ? user : "its members")} can do. Name another group ({user}#GROUP), or one that does not exist yet.");
        }
    }

    private static async Task<List<MovedPolicy>> OwnAsync(string user, AwsAccount account, CancellationToken cancellationToken)
    {
        var attached = (await account.Iam.ListAttachedUserPoliciesAsync(user, cancellationToken)).Where(policy => Moves(policy.PolicyName)).Select(policy => new MovedPolicy(policy.PolicyArn, "attached", false));
        var inline = (await account.Iam.GetUserPoliciesAsync(user, cancellationToken)).Where(policy => Moves(policy.PolicyName)).Select(policy => new MovedPolicy(policy.PolicyName, LiveText.OfJson(policy.Document), true));
        return [.. attached, .. inline];
    }

    /// <summary>Quarantines and ChatGuard's own policies belong to the one user.</summary>
    private static bool Moves(string policyName) => !AccessKeyExposed.IsQuarantine(policyName) && !policyName.StartsWith("ChatGuard", StringComparison.Ordinal);

    private static List<MovedPolicy> Policies(IamGroup group) =>
    [
        .. group.AttachedPolicies.Select(policy => new MovedPolicy(policy.PolicyArn, "attached", false)),
        .. group.InlinePolicies.Select(policy => new MovedPolicy(policy.PolicyName, LiveText.OfJson(policy.Document), true)),
    ];

    private static List<MovedPolicy> Of(LiveState live, string attached, string inline) =>
    [
        .. live.Fields.Where(field => field.Key.StartsWith(attached, StringComparison.Ordinal)).Select(field => new MovedPolicy(field.Key[attached.Length..], field.Value, false)),
        .. live.Fields.Where(field => field.Key.StartsWith(inline, StringComparison.Ordinal)).Select(field => new MovedPolicy(field.Key[inline.Length..], field.Value, true)),
    ];

    private static bool Same(List<MovedPolicy> one, List<MovedPolicy> other) => one.ToHashSet().SetEquals(other);

    private static string OwnGroup(string user) => $"{user}-access";

    private static (string User, string Arn, string Group) Parse(Target target) => target.Resource.Split('#') is [var arn, { Length: > 0 } group] && arn.Contains(":user/", StringComparison.Ordinal)
        ? (IamTargets.NameOf(arn), arn, group)
        : throw new CannotPlanException($"{target.Resource} names no user and group; write it like arn:aws:iam::{target.Account}:user/bob#developers.");
}
