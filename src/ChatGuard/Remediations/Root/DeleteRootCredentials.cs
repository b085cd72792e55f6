using System.Text.Json.Nodes;
using ChatGuard.Aws;
using ChatGuard.Aws.Clients;
using ChatGuard.Aws.Writing;
using ChatGuard.Core.Proposals;
using ChatGuard.Remediations.Iam;

namespace ChatGuard.Remediations.Root;

/// <summary>
/// R03: deletes the access keys and signing certificates of a member account's root user, through centralised root access. AWS's task policy knows no
/// deactivation, so that nothing brings them back.
/// </summary>
internal sealed class DeleteRootCredentials() : Remediation("R03", "root-credentials-delete", Risk.Critical, Reversibility.Irreversible)
{
    private const string Feature = "RootCredentialsManagement";
    private const string KeyField = "Access key ";
    private const string CertificateField = "Signing certificate ";

    /// <summary>A root key used this lately is asked for, not just deleted.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(30);

    public override IReadOnlyList<string> Checks => ["root-no-access-keys", "root-signing-certificates"];

    public override IReadOnlyList<string> Actions => ["sts:AssumeRoot"];

    public override Task<IReadOnlyList<Target>> TargetsAsync(string check, Target found, AwsAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Target>>([new Target(found.Account, null, $"arn:{account.Partition}:iam::{found.Account}:root")]);

    /// <summary>Root's keys and certificates by id with their status, as root itself sees them.</summary>
    public override async Task<LiveState> ReadAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        var root = await OpenAsync(target, account, cancellationToken);
        var keys = (await root.ListAccessKeysAsync(null, cancellationToken)).Select(key => (Field: KeyField + key.KeyId, key.Active));
        var certificates = (await root.ListSigningCertificatesAsync(cancellationToken)).Select(certificate => (Field: CertificateField + certificate.Id, certificate.Active));
        return new LiveState(keys.Concat(certificates).ToDictionary(each => each.Field, each => each.Active ? "Active" : "Inactive", StringComparer.Ordinal));
    }

    protected override async Task<Plan> MakePlanAsync(Target target, LiveState live, AwsAccount account, CancellationToken cancellationToken)
    {
        if (live.Fields.Count == 0)
        {
            throw new CannotPlanException($"The root user of account {target.Account} has no access key and no signing certificate; nothing is to be done.");
        }

        var root = await OpenAsync(target, account, cancellationToken);
        var now = account.Clock.GetUtcNow();
        var (impact, young) = (new List<string>(), false);
        foreach (var key in live.Fields.Keys.Where(field => field.StartsWith(KeyField, StringComparison.Ordinal)).Select(field => field[KeyField.Length..]))
        {
            var use = await root.GetAccessKeyLastUsedAsync(key, cancellationToken);
            young |= now - use?.Last <= InUse;
            impact.Add(RecentUse.OfKey($"The root key {key}", use, now));
        }

        impact.AddRange(live.Fields.Keys.Where(field => field.StartsWith(CertificateField, StringComparison.Ordinal)).Select(field => $"Old tools that sign with the root certificate {field[CertificateField.Length..]} stop working; AWS does not say when it was last used."));
        return NewPlan(target, $"Delete the root credentials of account {target.Account}", live, [.. live.Fields.Select(field => Step(target, account, field.Key, field.Value))], approvals: 2) with
        {
            Impact = [.. impact, "It cannot be undone: what is deleted never comes back, and AWS lets nobody deactivate a member's root key first."],
            Notes =
            [
                "The root user's password and MFA devices stay.",
                young ? "A root key was used in the last 30 days: have its owner's word that the program behind it has a role now, and say so in the reason." : "No root key was used in the last 30 days.",
            ],
            UndoHours = 0,
        };
    }

    private static PlannedStep Step(Target target, AwsAccount account, string field, string status)
    {
        var isKey = field.StartsWith(KeyField, StringComparison.Ordinal);
        var id = field[(isKey ? KeyField : CertificateField).Length..];
        return new PlannedStep(
            $"Delete root's {(isKey ? "access key" : "signing certificate")} {id}",
            new AwsCall(
                "iam",
                isKey ? "DeleteAccessKey" : "DeleteSigningCertificate",
                null,
                new JsonObject { [isKey ? "AccessKeyId" : "CertificateId"] = id },
                $"arn:{account.Partition}:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"),
            [new FieldChange(field, status, null)],
            [new Permission("sts:AssumeRoot", [target.Resource])])
        {
            AlreadyDoneErrors = ["NoSuchEntity"],
        };
    }

    /// <exception cref="CannotPlanException">It is no member account, centralised root access is off, or AWS refuses it.</exception>
    private static async Task<IamClient> OpenAsync(Target target, AwsAccount account, CancellationToken cancellationToken)
    {
        if (account.Management is not { } management)
        {
            throw new CannotPlanException(
                $"Account {target.Account} is no member of an organization whose management account ChatGuard knows (ManagementAccountId). In a management or stand-alone account only root itself can do it: sign in as root, open Security credentials, deactivate the key, wait seven days, then delete it.");
        }

        if (await management.Iam.ListOrganizationsFeaturesAsync(cancellationToken) is not { } features || !features.Contains(Feature))
        {
            throw new CannotPlanException(
                $"Centralised root access is off in the organization of account {target.Account}: in the management account {management.Options.Id} open IAM, Root access management, and enable it (aws iam enable-organizations-root-credentials-management).");
        }

        try
        {
            return await account.OpenRootAuditAsync(target.Account, cancellationToken);
        }
        catch (RemediationRefusedException refused)
        {
            throw new CannotPlanException(refused.Message);
        }
    }
}
