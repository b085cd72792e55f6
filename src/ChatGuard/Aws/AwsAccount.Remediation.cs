using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Wire;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Aws;

/// <summary>Sessions beyond the read role's: the remediation role for one plan, and a member's root for one of AWS's root tasks.</summary>
internal sealed partial class AwsAccount
{
    private const string RootTask = ":iam::aws:policy/root-task/";

    /// <summary>How long a session for one plan lasts: the shortest that AWS allows.</summary>
    private const int Seconds = 900;

    /// <summary>The organization's management account, which may open root sessions in this one; null where none is configured.</summary>
    public AwsAccount? Management { get; set; }

    /// <summary>The partition of the account's roles: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public string Partition => (Options.RemediationRoleArn ?? Options.ReadRoleArn)?.Split(':')[1] ?? "aws";

    /// <summary>Opens the remediation role for one plan: CloudTrail then shows proposal and approver in every record, and AWS refuses whatever the plan did not declare.</summary>
    /// <param name="proposalId">Becomes part of the session's name.</param>
    /// <param name="approver">Becomes the session's source identity.</param>
    /// <param name="plan">What the session may do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RemediationRefusedException">There is no such role, or it does not let us; the message says what to set up.</exception>
    /// <exception cref="SessionPolicyTooLongException">The plan is too large for one session.</exception>
    public async Task<RemediationSession> OpenRemediationAsync(string proposalId, Actor approver, Plan plan, CancellationToken cancellationToken)
    {
        var ours = plan.Steps.Where(step => step.Call.Session is null).ToList();
        var role = ours.Count == 0 ? null : await AssumeForAsync(proposalId, approver, ours, cancellationToken);
        return new RemediationSession(this, plan.Target.Account, role, async (task, ct) =>
        {
            var management = Management ?? throw new RemediationRefusedException(
                "NotConfigured", $"Root credentials of account {plan.Target.Account} are deleted from its organization's management account: set {AwsOptions.Section}:Accounts:…:ManagementAccountId to it.");
            var from = await management.AssumeForAsync(proposalId, approver, [.. plan.Steps.Where(step => step.Call.Session is not null)], ct);
            return await management.AssumeRootAsync(from, plan.Target.Account, task, ct);
        });
    }

    /// <summary>IAM as this member's root sees it, to look at root's own credentials: the management account's read role asks, and AWS's audit task allows no write.</summary>
    /// <exception cref="RemediationRefusedException">No management account is configured, or it may not.</exception>
    public async Task<IamClient> OpenRootAuditAsync(string accountId, CancellationToken cancellationToken)
    {
        var management = Management ?? throw new RemediationRefusedException(
            "NotConfigured", $"Root credentials of account {accountId} can only be seen from its organization's management account: set {AwsOptions.Section}:Accounts:…:ManagementAccountId to it.");
        var root = await management.AssumeRootAsync(management.credentials, accountId, $"arn:{Partition}{RootTask}IAMAuditRootUserCredentials", cancellationToken);
        return new IamClient(NewClient(AwsService.Iam, Region, root, retries: true));
    }

    /// <summary>Tries to open the remediation role as for a plan, in a session that may do nothing.</summary>
    /// <exception cref="RemediationRefusedException">There is no such role, or it does not let us; the message says what to set up.</exception>
    public Task TryRemediationRoleAsync(CancellationToken cancellationToken) => AssumeForAsync(
        "doctor", new Actor("console:doctor", "doctor"), """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}""", cancellationToken);

    private Task<SessionAWSCredentials> AssumeForAsync(string proposalId, Actor approver, IReadOnlyList<PlannedStep> steps, CancellationToken cancellationToken) =>
        AssumeForAsync(proposalId, approver, SessionPolicy.Of(steps), cancellationToken);

    private async Task<SessionAWSCredentials> AssumeForAsync(string proposalId, Actor approver, string sessionPolicy, CancellationToken cancellationToken)
    {
        var role = Options.RemediationRoleArn ?? throw new RemediationRefusedException(
            "NotConfigured",
            $"Account {Label} has no remediation role, so nothing can be changed there. Create one with manifests/aws/remediation-policy.json and remediation-trust.json, then set {AwsOptions.Section}:Accounts:…:RemediationRoleArn.");
        using var sts = Sts(source);
        try
        {
            var answer = await sts.AssumeRoleAsync(
                new AssumeRoleRequest
                {
                    RoleArn = role,
                    RoleSessionName = $"chatguard-{proposalId}",
                    SourceIdentity = SourceIdentity.Of(approver),
                    ExternalId = Options.ExternalId,
                    DurationSeconds = Seconds,
                    Policy = sessionPolicy,
                    Tags = [new Tag { Key = "chatguard:approver", Value = SourceIdentity.AsTag(approver) }, new Tag { Key = "chatguard:proposal", Value = proposalId }],
                },
                cancellationToken);
            return Session(answer.Credentials);
        }
        catch (AmazonSecurityTokenServiceException refused) when (refused.ErrorCode == "AccessDenied")
        {
            throw new RemediationRefusedException(
                refused.ErrorCode,
                $"AWS does not let ChatGuard assume {role}; nothing was done. Its trust policy has to allow sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession with the external id (manifests/aws/remediation-trust.json), and ChatGuard's own role has to be allowed to (host-policy.json).",
                "sts:AssumeRole",
                refused);
        }
    }

    private async Task<SessionAWSCredentials> AssumeRootAsync(AWSCredentials from, string member, string task, CancellationToken cancellationToken)
    {
        using var sts = Sts(from);
        try
        {
            var answer = await sts.AssumeRootAsync(
                new AssumeRootRequest { TargetPrincipal = member, TaskPolicyArn = new PolicyDescriptorType { Arn = task }, DurationSeconds = Seconds }, cancellationToken);
            return Session(answer.Credentials);
        }
        catch (AmazonSecurityTokenServiceException refused) when (refused.ErrorCode == "AccessDenied")
        {
            throw new RemediationRefusedException(
                refused.ErrorCode,
                $"AWS does not let account {Label} open a root session in {member} for {task[(task.LastIndexOf('/') + 1)..]}; nothing was done. Centralised root access has to be on in its organization, and the role has to have sts:AssumeRoot.",
                "sts:AssumeRoot",
                refused);
        }
    }

    private string Label => Options.Name.Length > 0 ? Options.Name : Options.Id;

    private static SessionAWSCredentials Session(Credentials? session) => session is { AccessKeyId: { } id, SecretAccessKey: { } secret, SessionToken: { } token }
        ? new SessionAWSCredentials(id, secret, token)
        : throw new InvalidDataException("STS answered no credentials");
}
