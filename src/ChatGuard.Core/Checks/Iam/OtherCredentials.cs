using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Credentials beside passwords and access keys: SSH keys and service-specific ones are at most 90 days old, X.509 signing certificates are gone.</summary>
public sealed class OtherCredentials() : Check("iam-other-credentials", Severity.Low, "No old SSH keys, service-specific credentials or signing certificates")
{
    /// <summary>Days; AWS does not tell when these were last used, so their age has to do.</summary>
    private const int MaxAge = 90;

    public override Guidance Guidance => new(
        "These credentials are in no report, so they stay when a leaver's password and keys are removed.",
        [
            "Ask the owner what uses the credential; SSH keys and service-specific ones are mostly for CodeCommit or Keyspaces.",
            "Set it inactive and wait for complaints.",
            "Make a new one where it is needed, and delete the old one.",
            "Delete signing certificates: hardly anything uses them any more.",
        ],
        "Whatever signs in with it stops.");

    protected override IEnumerable<Finding> Evaluate(Evidence evidence)
    {
        var findings = evidence.Open(evidence.Snapshot.Credentials, report => report.Users
                .Where(row => row.ActiveSigningCertificates > 0)
                .Select(row => Fail(row.Arn, $"{row.ActiveSigningCertificates} active signing certificates (0 expected)")))
            .Concat(evidence.Each(evidence.Snapshot.ServiceSpecificCredentials, credential => Judge(evidence, credential)))
            .Concat(evidence.Open(evidence.Snapshot.SshPublicKeys, users => users.Values.SelectMany(keys => keys).Select(key => Judge(evidence, key)).OfType<Finding>()))
            .ToList();
        if (!findings.Exists(finding => finding.Status == CheckStatus.Fail))
        {
            findings.AddRange(NotAsked(evidence));
        }

        return OrPass(findings, evidence, "no old credentials of other kinds");
    }

    private static Finding? Judge(Evidence evidence, OtherCredential credential)
    {
        var age = evidence.Age(credential.Created);
        return credential.Active && age > MaxAge
            ? Fail($"arn:{evidence.Snapshot.Partition}:iam::{evidence.Account}:user/{credential.UserName}", $"{credential.Kind} …{Tail(credential.Id)} is active and {age} d old (at most {MaxAge})")
            : null;
    }

    private static IEnumerable<Finding> NotAsked(Evidence evidence) => evidence.Snapshot.Credentials.And(evidence.Snapshot.SshPublicKeys).Match(
        (both, _) =>
        {
            var count = both.First.Users.Count(row => !both.Second.ContainsKey(row.UserName));
            return count == 0 ? [] : new[] { Unknown(evidence.Account, $"SSH keys of {count} users not read: AWS has no call for all users; raise ChatGuard:Aws:LiveReads") };
        },
        _ => []);

    private static string Tail(string id) => id.Length > 4 ? id[^4..] : id;
}
